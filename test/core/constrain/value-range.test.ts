import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DEAD } from "../../../src/core/constrain/automaton.ts";
import { createValueRange } from "../../../src/core/constrain/value-range.ts";
import { createSeededRandom } from "../seeded-random.ts";

function isInRange(min: string | null, max: string | null, text: string): boolean {
  const range = createValueRange(min, max);
  let state = range.start;
  for (const character of text) {
    if (state === DEAD) return false;
    state = character === "." ? range.nextPoint(state) : range.next(state, Number(character));
  }
  return state !== DEAD && range.accepts(state);
}

describe("a range of values", () => {
  const cases: [min: string | null, max: string | null, inside: string[], outside: string[]][] = [
    ["150", "2999", ["150", "00150", "2999", "0002999", "1000", "999"], ["149", "3000", "15", "10000", "0"]],
    ["0", null, ["0", "000", "99999999999999999999"], []],
    [null, "7", ["7", "0007", "0"], ["8", "10"]],
    ["0.5", "12.50", ["0.5", "0.50", "12.5", "12.500", "3", "00.6"], ["0.49", "0", "12.501", "12.51", "13"]],
    ["12.3", "12.3", ["12.3", "012.30"], ["12", "12.2", "12.31"]],
    ["12", "12", ["12", "12.0"], ["12.01", "11.99"]],
    [`1${"0".repeat(300)}`, null, [`1${"0".repeat(300)}`], [`${"9".repeat(300)}`]],
    ["1", "5", [], ["", ".", "2.", ".5", "1.2.3"]],
  ];
  for (const [min, max, inside, outside] of cases) {
    test(`${min?.slice(0, 10)} to ${max}`, () => {
      for (const text of inside) assert.equal(isInRange(min, max, text), true, text);
      for (const text of outside) assert.equal(isInRange(min, max, text), false, text);
    });
  }

  test("is that of the numbers, for random ones", () => {
    const random = createSeededRandom(3);
    const digits = (most: number) =>
      Array.from({ length: 1 + random.below(most) }, () => random.pick([0, 1, 9])).join("");
    const decimal = () => (random.below(2) === 0 ? digits(3) : `${digits(2)}.${digits(2)}`);
    // Hundredths as integers: nothing is rounded here either.
    const toHundredths = (text: string) => {
      const [whole, fraction = ""] = text.split(".");
      return Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
    };
    for (let i = 0; i < 5_000; i++) {
      const [low, high] = [decimal(), decimal()].sort((a, b) => toHundredths(a) - toHundredths(b));
      const [min, max] = [random.below(4) === 0 ? null : low, random.below(4) === 0 ? null : high];
      const text = decimal();
      const value = toHundredths(text);
      const expected = (min === null || value >= toHundredths(min)) && (max === null || value <= toHundredths(max));
      assert.equal(isInRange(min, max, text), expected, `${text} from ${min} to ${max}`);
    }
  });
});
