import { type Automaton, DEAD } from "../automaton.ts";

/**
 * Numbers of exactly `weights.length` digits whose weighted sum is a multiple of `modulus`. The state is place and remainder.
 *
 * @example
 * createWeightedSum([1, 3, 1], 10) // accepts 130 (1 + 9 + 0 = 10) and 215 (2 + 3 + 5 = 10), not 218
 */
export function createWeightedSum(weights: readonly number[], modulus: number): Automaton {
  return {
    starts: [0],
    next(state, digit) {
      const place = Math.floor(state / modulus);
      if (place === weights.length) return DEAD;
      return (place + 1) * modulus + (((state % modulus) + weights[place] * digit) % modulus);
    },
    accepts: (state) => state === weights.length * modulus,
  };
}
