import type { Automaton } from "../automaton.ts";
import { createWeightedSum } from "./weighted-sum.ts";

/**
 * Routing number of US banks: nine digits, weights 3, 7, 1, sum a multiple of 10. American Bankers Association, Routing Number Policy.
 *
 * @example 011000015, 122105155
 */
export function createAba(): Automaton {
  return createWeightedSum([3, 7, 1, 3, 7, 1, 3, 7, 1], 10);
}
