import type { Automaton } from "../automaton.ts";

/** Products in the dihedral group of order 10: rotations 0…4, reflections 5…9. */
const PRODUCT = Array.from({ length: 10 }, (_, a) =>
  Array.from({ length: 10 }, (_, b) => {
    const turned = a < 5 ? (a + b) % 5 : (a - b + 10) % 5;
    return a < 5 === b < 5 ? turned : turned + 5;
  }),
);

/** What happens to a digit at each place, counted from the right: the same permutation once more than at the place before. */
const PLACES = 8;
const PERMUTED = [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]];
for (let i = 1; i < PLACES; i++) PERMUTED.push(PERMUTED[i - 1].map((digit) => [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit]));

/**
 * J. Verhoeff, *Error Detecting Decimal Codes*, Amsterdam 1969 (Aadhaar, among others).
 *
 * It counts from the right, in eights, and its products don't commute. The digits come from the left, so each factor goes to the left
 * of the product so far. There are eight starts, one for each length modulo 8. The state is the place of the next digit and the product.
 *
 * @example 2363
 */
export function createVerhoeff(): Automaton {
  return {
    starts: Array.from({ length: PLACES }, (_, place) => 10 * place),
    next(state, digit) {
      const place = Math.floor(state / 10);
      const after = (place + PLACES - 1) % PLACES;
      return 10 * after + PRODUCT[PERMUTED[place][digit]][state % 10];
    },
    // Place 0 was the last one, and the product is the neutral element.
    accepts: (state) => state === 10 * (PLACES - 1),
  };
}
