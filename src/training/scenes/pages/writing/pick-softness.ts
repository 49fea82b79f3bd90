import type { Random } from "../../../random.ts";

/**
 * Most pictures are sharp, some soft, a few out of focus.
 *
 * @param heightPx height of what is written: the larger it is, the more blurred it can be
 * @returns width of an edge in pixels
 */
export function pickSoftness(heightPx: number, isPhotographed: boolean, random: Random): number {
  if (!isPhotographed) return random.chance(0.85) ? 1 : random.between(1, 2.5);
  const kind = random.next();
  if (kind < 0.55) return random.between(1, 1.6);
  if (kind < 0.85) return 1 + random.between(0, 0.05) * heightPx;
  return 1 + random.between(0.05, 0.12) * heightPx;
}
