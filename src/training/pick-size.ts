import type { Random } from "./random.ts";

/** Log-uniform in [low, high): as many small as large ones. */
export function pickSize(low: number, high: number, random: Random): number {
  return low * (high / low) ** random.next();
}
