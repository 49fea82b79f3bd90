import { type Automaton, DEAD } from "./automaton.ts";

/** All numbers of `min` to `max` digits, `max` included; `max` may be Infinity. The state is the number of digits, as far as it matters. */
export function createLengthAutomaton(min: number, max: number): Automaton {
  const last = max === Infinity ? min : max;
  return {
    starts: [0],
    next: (count) => (count < last ? count + 1 : max === Infinity ? last : DEAD),
    accepts: (count) => count >= min,
  };
}
