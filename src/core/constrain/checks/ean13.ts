import type { Automaton } from "../automaton.ts";
import { createWeightedSum } from "./weighted-sum.ts";

/**
 * EAN-13 (GTIN-13, ISBN-13): thirteen digits, weights 1 and 3 in turn, sum a multiple of 10. GS1 General Specifications, 7.9.
 *
 * @example 4006381333931, 9780306406157
 */
export function createEan13(): Automaton {
  return createWeightedSum([1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10);
}
