import type { Automaton } from "../automaton.ts";
import { createWeightedSum } from "./weighted-sum.ts";

/**
 * ISBN-10: ten digits, weights 10 to 1, sum a multiple of 11. ISO 2108:1992. Numbers that end in X are not among them: only digits
 * are read.
 *
 * @example 0306406152
 */
export function createIsbn10(): Automaton {
  return createWeightedSum([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11);
}
