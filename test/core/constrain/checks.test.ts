import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Automaton, DEAD } from "../../../src/core/constrain/automaton.ts";
import { createCheckAutomaton } from "../../../src/core/constrain/check-automaton.ts";
import type { Check } from "../../../src/core/constrain/constraint-options.ts";
import { createSeededRandom } from "../seeded-random.ts";

/** From how many starts these digits are accepted. */
function countAccepting(automaton: Automaton, digits: string): number {
  return automaton.starts.filter((start) => {
    let state = start;
    for (const digit of digits) state = state === DEAD ? DEAD : automaton.next(state, Number(digit));
    return state !== DEAD && automaton.accepts(state);
  }).length;
}

const weighted = (digits: string, weights: readonly number[], modulus: number): boolean =>
  digits.length === weights.length &&
  [...digits].reduce((sum, digit, i) => sum + weights[i] * Number(digit), 0) % modulus === 0;

/** The tables as Verhoeff's book and Damm's thesis print them. */
const D5 = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const PERMUTATIONS = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];
const DAMM = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** Each check as it is usually written: from the whole number, mostly from the right. */
const REFERENCE: Readonly<Record<Check, (digits: string) => boolean>> = {
  luhn: (digits) =>
    [...digits]
      .reverse()
      .reduce((sum, digit, i) => sum + Number("0246813579"[i % 2 ? +digit : 0]) + (i % 2 ? 0 : +digit), 0) %
      10 ===
    0,
  mod97: (digits) => BigInt(digits) % 97n === 1n,
  isbn10: (digits) => weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 11),
  ean13: (digits) => weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1], 10),
  aba: (digits) => weighted(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1], 10),
  verhoeff: (digits) => [...digits].reverse().reduce((c, digit, i) => +D5[c][+PERMUTATIONS[i % 8][+digit]], 0) === 0,
  damm: (digits) => [...digits].reduce((interim, digit) => +DAMM[interim][+digit], 0) === 0,
};

const VALID: Readonly<Record<Check, readonly string[]>> = {
  // Card numbers that payment services publish for tests, an IMEI, Luhn's usual example.
  luhn: ["4111111111111111", "378282246310005", "5555555555554444", "30569309025904", "490154203237518", "79927398713"],
  // GB82 WEST 1234 5698 7654 32 and DE89 3704 0044 0532 0130 00 with letters as digits and the country moved to the end.
  mod97: ["3214282912345698765432161182", "370400440532013000131489"],
  isbn10: ["0306406152", "0131103628", "0201633612"],
  ean13: ["4006381333931", "9780306406157", "5901234123457"],
  aba: ["011000015", "122105155", "021000021", "322271627"],
  verhoeff: ["2363", "123451", "84736430954837284567892"],
  damm: ["5724", "112946"],
};

describe("a check accepts known valid numbers, none with one digit changed, and what its textbook form accepts", () => {
  for (const [check, numbers] of Object.entries(VALID) as [Check, string[]][]) {
    const automaton = createCheckAutomaton(check);

    test(`${check}: ${numbers.join(", ")}`, () => {
      for (const number of numbers) {
        assert.equal(countAccepting(automaton, number), 1, number);
        for (let i = 0; i < number.length; i++) {
          for (let digit = 0; digit < 10; digit++) {
            const changed = `${number.slice(0, i)}${digit}${number.slice(i + 1)}`;
            assert.equal(countAccepting(automaton, changed), changed === number ? 1 : 0, changed);
          }
        }
      }
    });

    test(`${check}: random numbers, from one start at most`, () => {
      const random = createSeededRandom(7);
      const lengths = { isbn10: [10], ean13: [13], aba: [9] }[check as string] ?? [1, 2, 3, 8, 9, 17, 40];
      let accepted = 0;
      for (let i = 0; i < 4_000; i++) {
        const digits = Array.from({ length: random.pick(lengths) }, () => random.below(10)).join("");
        const expected = REFERENCE[check](digits) ? 1 : 0;
        assert.equal(countAccepting(automaton, digits), expected, digits);
        accepted += expected;
      }
      assert.ok(accepted > 20, `${accepted} accepted`);
    });
  }

  test("Verhoeff's and Damm's find swapped neighbours", () => {
    for (const [check, number] of [
      ["verhoeff", "84736430954837284567892"],
      ["damm", "112946"],
    ] as const) {
      for (let i = 1; i < number.length; i++) {
        const swapped = number.slice(0, i - 1) + number[i] + number[i - 1] + number.slice(i + 1);
        assert.equal(countAccepting(createCheckAutomaton(check), swapped), swapped === number ? 1 : 0, swapped);
      }
    }
  });

  test("checks of a fixed length accept no other", () => {
    for (const [check, digits] of [
      ["ean13", "0"],
      ["ean13", "00000000000000"],
      ["aba", "00000000"],
      ["isbn10", "00000000000"],
    ] as const)
      assert.equal(countAccepting(createCheckAutomaton(check), digits), 0);
  });
});
