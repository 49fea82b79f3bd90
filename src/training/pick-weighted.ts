import type { Random } from "./random.ts";

/** An entry by its weight. The weights needn't add up to 1. */
export function pickWeighted<T>(entries: readonly (readonly [weight: number, value: T])[], random: Random): T {
  let rest = random.next() * entries.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of entries) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return entries[entries.length - 1][1];
}
