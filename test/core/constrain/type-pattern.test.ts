import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileConstraint } from "../../../src/core/constrain/compile-constraint.ts";
import type { NumberType } from "../../../src/core/constrain/constraint-options.ts";
import { acceptsDigits } from "./accepts-digits.ts";

/** The text of these digits, or null where the type doesn't accept them. */
function write(type: NumberType, digits: string, odds?: readonly number[]): string | null {
  const constraint = compileConstraint({ type });
  assert.ok(constraint !== null);
  return acceptsDigits(constraint.automaton, digits) ? constraint.toText(digits, odds) : null;
}

describe("a type", () => {
  const cases: [type: NumberType, digits: string, text: string | null][] = [
    ["date:dmy", "29022024", "29.02.2024"],
    ["date:dmy", "29022023", null],
    ["date:dmy", "29021900", null],
    ["date:dmy", "29022000", "29.02.2000"],
    ["date:dmy", "31042024", null],
    ["date:dmy", "00012024", null],
    ["date:dmy", "01010000", null],
    ["date:mdy", "12312024", "12/31/2024"],
    ["date:mdy", "31122024", null],
    ["date:ymd", "20241231", "2024-12-31"],
    ["date:ymd", "99991231", "9999-12-31"],
    ["date:ymd", "2024123", null],
    ["time", "2359", "23:59"],
    ["time", "0930", "09:30"],
    ["time", "930", "9:30"],
    ["time", "2400", null],
    ["time", "1260", null],
    ["amount", "1250", "1250"],
    ["amount", "0", "0"],
    ["amount", "050", "0.50"],
    ["amount", "0050", null],
    ["zip:us", "02134", "02134"],
    ["zip:us", "021340001", "02134-0001"],
    ["zip:us", "021340", null],
  ];
  for (const [type, digits, text] of cases)
    test(`${type} of ${digits} is ${text}`, () => assert.equal(write(type, digits), text));

  test("amount has cents where the caller sees a separator", () =>
    assert.equal(write("amount", "1250", [-2, 3, -2]), "12.50"));

  test("of a date accepts every day of these years, and no other combination of day, month and year", () => {
    const orders = { "date:dmy": [2, 1, 0], "date:mdy": [1, 2, 0], "date:ymd": [0, 1, 2] } as const;
    for (const [type, order] of Object.entries(orders) as [NumberType, readonly number[]][]) {
      const automaton = compileConstraint({ type })?.automaton;
      assert.ok(automaton);
      for (const year of [1600, 1700, 1896, 1900, 1999, 2000, 2023, 2024, 2100]) {
        for (let month = 0; month <= 13; month++) {
          for (let day = 0; day <= 32; day++) {
            const date = new Date(Date.UTC(year, month - 1, day));
            const exists =
              date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
            const parts = [String(year), String(month).padStart(2, "0"), String(day).padStart(2, "0")];
            const digits = order.map((part) => parts[part]).join("");
            assert.equal(acceptsDigits(automaton, digits), exists, `${type} ${digits}`);
          }
        }
      }
    }
  });

  test("of a date knows the leap years from 1 to 9999", () => {
    const automaton = compileConstraint({ type: "date:dmy" })?.automaton;
    assert.ok(automaton);
    for (let year = 0; year < 10_000; year++) {
      const isLeap = year > 0 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
      assert.equal(acceptsDigits(automaton, `2902${String(year).padStart(4, "0")}`), isLeap, String(year));
    }
  });
});
