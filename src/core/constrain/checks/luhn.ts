import type { Automaton } from "../automaton.ts";

/**
 * Payment cards, IMEI and others: every second digit from the right is doubled, digits of the products are summed, the sum is a
 * multiple of 10. H. P. Luhn, US patent 2,950,048 (1960); ISO/IEC 7812-1, annex B.
 *
 * It counts from the right, so there are two starts: the first digit is doubled, or it is not. The state is the sum, and whether the
 * next digit is doubled; only a number of the right parity ends where the last digit was not.
 *
 * @example 79927398713, 4111111111111111
 */
export function createLuhn(): Automaton {
  return {
    starts: [PLAIN, DOUBLED],
    next(state, digit) {
      const doubled = state >= DOUBLED;
      const added = !doubled ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
      return (doubled ? PLAIN : DOUBLED) + (((state % 10) + added) % 10);
    },
    accepts: (state) => state === DOUBLED,
  };
}

/** The next digit counts once, with a sum of 0. */
const PLAIN = 0;
/** The next digit is doubled, with a sum of 0. */
const DOUBLED = 10;
