import type { Automaton } from "../automaton.ts";

/**
 * The whole number leaves 1 when divided by 97: ISO/IEC 7064, MOD 97-10 (IBANs with their letters as digits and the country moved to
 * the end, creditor references, LEIs). The state is the remainder so far.
 *
 * @example 3214282912345698765432161182 (GB82 WEST 1234 5698 7654 32)
 */
export function createMod97(): Automaton {
  return {
    starts: [0],
    next: (remainder, digit) => (10 * remainder + digit) % 97,
    accepts: (remainder) => remainder === 1,
  };
}
