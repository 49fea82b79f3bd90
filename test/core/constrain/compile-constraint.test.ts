import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Constraint, compileConstraint } from "../../../src/core/constrain/compile-constraint.ts";
import type { ConstraintOptions } from "../../../src/core/constrain/constraint-options.ts";
import { MAX_STATES, MAX_VALUES } from "../../../src/core/constrain/limits.ts";
import { toValue } from "../../../src/core/constrain/to-value.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { acceptsDigits } from "./accepts-digits.ts";

function compile(options: ConstraintOptions): Constraint {
  const constraint = compileConstraint(options);
  assert.ok(constraint !== null);
  return constraint;
}

function assertRefused(options: ConstraintOptions, message: RegExp): void {
  assert.throws(
    () => compileConstraint(options),
    (error: Error & { code?: string }) => {
      assert.equal(error.code, "constraint_invalid", error.stack);
      assert.match(error.message, message);
      assert.match(error.message, /^[^\n]{10,250}\.$/);
      return true;
    },
  );
}

describe("a constraint", () => {
  test("is none where no option is given", () => {
    assert.equal(compileConstraint({}), null);
    assert.equal(compileConstraint({ length: undefined, values: undefined }), null);
  });

  const cases: [options: ConstraintOptions, accepted: string[], refused: string[]][] = [
    [{ length: "9" }, ["123456789"], ["", "12345678", "1234567890"]],
    [{ length: 3 }, ["042"], ["42"]],
    [{ length: "3-6" }, ["123", "123456"], ["12", "1234567"]],
    [{ min: 10, max: "0020" }, ["10", "020", "15"], ["9", "21", "100"]],
    [{ max: "12.5" }, ["12", "0", "00012"], ["13", ""]],
    [{ pattern: String.raw`\d*` }, ["1", "12"], [""]],
    [{ check: "luhn", length: 11 }, ["79927398713"], ["79927398710", "018"]],
    [{ check: "verhoeff" }, ["2363", "123451"], ["2364"]],
    [{ check: "verhoeff", length: 4 }, ["2363"], ["123451"]],
    [{ check: "damm", pattern: "5[67]2.?".replace(".", "\\d") }, ["5724"], ["5624", "572"]],
    [{ check: "luhn", min: 50, max: 70 }, ["59", "67"], ["42", "75", "60"]],
    [{ values: "12\r\n\r\n 13 \n014\n" }, ["12", "13", "014"], ["14", "1", "123", "0"]],
    [{ values: [12, 130, "7"], length: "2-3" }, ["12", "130"], ["7"]],
    [{ values: ["4111111111111111", "4111111111111112"], check: "luhn" }, ["4111111111111111"], ["4111111111111112"]],
    [{ values: ["12.50", "12-50", "1300"], min: 12, max: 13 }, ["1250"], ["1300"]],
    [{ values: ["24.12.2024", "31.02.2024"], type: "date:dmy" }, ["24122024"], ["31022024"]],
    [{ type: "date:dmy", pattern: String.raw`\d\d/\d\d/2024` }, ["24122024"], ["24122023", "31022024"]],
    [{ type: "amount", min: "10", max: "12.50" }, ["10", "12", "1000", "1250"], ["9", "1251", "13"]],
    [{ type: "zip:us", length: 9 }, ["123456789"], ["12345"]],
  ];
  for (const [options, accepted, refused] of cases) {
    test(JSON.stringify(options), () => {
      const { automaton } = compile(options);
      for (const digits of accepted) assert.equal(acceptsDigits(automaton, digits), true, digits);
      for (const digits of refused) assert.equal(acceptsDigits(automaton, digits), false, digits);
    });
  }

  test("knows how many digits its numbers have", () => {
    const known: [ConstraintOptions, number, number][] = [
      [{ length: "3-6" }, 3, 6],
      [{ pattern: String.raw`\d{2}(\.\d{3})?` }, 2, 5],
      [{ min: 1000 }, 4, Number.POSITIVE_INFINITY],
      [{ check: "ean13" }, 13, 13],
      [{ check: "verhoeff", length: "2-40", max: "99" }, 2, 40],
      [{ values: ["7", "1234"] }, 1, 4],
    ];
    for (const [options, min, max] of known) {
      const { minDigits, maxDigits } = compile(options).automaton;
      assert.deepEqual([minDigits, maxDigits], [min, max], JSON.stringify(options));
    }
  });

  test("writes as the list has it, else as the pattern says, else as the type", () => {
    assert.equal(compile({ type: "date:dmy" }).toText("24122024"), "24.12.2024");
    assert.equal(compile({ type: "date:dmy", pattern: String.raw`\d{4}/\d{4}` }).toText("24122024"), "2412/2024");
    assert.equal(compile({ values: ["A-12/3", "45"] }).toText("123"), "A-12/3");
    assert.equal(compile({ values: ["1-2-3", "12/3", "1/23"] }).toText("123"), "12/3");
    assert.equal(compile({ values: ["12.50", "1250"], pattern: String.raw`\d+\.\d\d` }).toText("1250"), "12.50");
    assert.equal(compile({ length: 4, check: "damm" }).toText("5724"), "5724");
  });

  test("starts once for each accepted number, so that nothing counts twice", () => {
    for (const check of ["luhn", "verhoeff"]) {
      const { automaton } = compile({ check, min: 100, pattern: String.raw`\d{3,5}|\d\d-\d*` });
      assert.ok(automaton.starts.length > 1);
      for (let value = 0; value < 20_000; value++) {
        const from = automaton.starts.filter((start) =>
          acceptsDigits({ ...automaton, starts: [start] }, String(value)),
        );
        assert.ok(from.length <= 1);
      }
    }
  });
});

describe("a constraint that is wrong is refused with a sentence that names the parameter", () => {
  const cases: [ConstraintOptions, RegExp][] = [
    [{ length: "" }, /^length must be a number of digits such as 9, or a range such as 3-6, not ""/],
    [{ length: "nine" }, /^length .* not "nine"/],
    [{ length: "3-" }, /^length must be/],
    [{ length: "6-3" }, /^length must begin with the smaller number: write 3-6/],
    [{ length: 0 }, /^length must be at least 1/],
    [{ length: 1001 }, /^length must be at most 1000/],
    [{ length: `${"1".repeat(1_000_000)}` }, /^length must be a number.*…/],
    [{ min: "-5" }, /^min must be a number without a sign, such as 150 or 0.5, not "-5"/],
    [{ max: "1e3" }, /^max must be a number/],
    [{ min: Number.NaN }, /^min must be a number/],
    [{ max: "9".repeat(1_001) }, /^max must have at most 1000 digits/],
    [{ min: 20, max: 10 }, /^min must not be greater than max/],
    [{ min: "10.01", max: "10" }, /^min must not be greater than max/],
    [{ check: "crc" }, /^check must be one of luhn, mod97, isbn10, ean13, aba, verhoeff, damm, not "crc"/],
    [{ type: "date" }, /^type must be one of date:dmy, .* not "date"/],
    [{ type: "toString" }, /^type must be one of/],
    [{ values: "" }, /^values must hold at least one number/],
    [{ values: [] }, /^values must hold/],
    [{ values: ["12", "none"] }, /^values must have digits: entry 2 \("none"\) has none/],
    [{ values: ["1\u0001"] }, /^values must be printable/],
    [{ values: ["1".repeat(1_001)] }, /^values must have at most 1000 digits: entry 1 has 1001/],
    [{ pattern: "(" }, /^pattern "\("/],
  ];
  for (const [options, message] of cases)
    test(JSON.stringify(options).slice(0, 60), () => assertRefused(options, message));
});

describe("a constraint that nothing can satisfy is refused", () => {
  const cases: [ConstraintOptions, RegExp][] = [
    [{ pattern: "abc" }, /^No number satisfies pattern: it must leave at least one number with digits/],
    [{ pattern: "(-)*" }, /^No number satisfies pattern/],
    [{ length: 4, pattern: String.raw`\d{3}` }, /^No number satisfies length and pattern together: change one of them/],
    [{ length: 2, min: 100 }, /^No number satisfies length and min together/],
    [{ length: 12, check: "ean13", max: 5 }, /^No number satisfies length, max and check together/],
    [{ type: "time", min: 5 }, /^No number satisfies min and type together/],
    [{ type: "date:dmy", pattern: String.raw`\d{7}` }, /^No number satisfies pattern and type together/],
    [{ pattern: "4242424242424241", check: "luhn" }, /^No number satisfies pattern and check together/],
    [{ values: ["123", "456"], length: 2 }, /^None of values satisfies length: change one of them/],
    [{ values: ["12-3"], pattern: String.raw`\d+`, check: "damm" }, /^None of values satisfies pattern and check/],
    [{ values: ["1"], length: 3, type: "date:dmy" }, /^No number satisfies length and type together/],
  ];
  for (const [options, message] of cases) test(JSON.stringify(options), () => assertRefused(options, message));
});

test("whatever text comes, a constraint is made or refused in one sentence", () => {
  const random = createSeededRandom(8);
  const pieces = [
    ..."()[]{}|?*+^$-.,\\ 0123a€",
    "\\d",
    "\\d",
    "{2}",
    "{1,3}",
    "[^",
    "(?:",
    "\u{1f600}",
    "\ud800",
    "\t",
  ];
  let made = 0;
  for (let i = 0; i < 3_000; i++) {
    const text = Array.from({ length: random.below(12) }, () => random.pick(pieces)).join("");
    for (const options of [
      { pattern: text },
      { length: text },
      { min: text },
      { values: text },
      { pattern: text, max: 90 },
    ]) {
      try {
        compileConstraint(options);
        made++;
      } catch (error) {
        assert.equal((error as { code?: string }).code, "constraint_invalid", `${JSON.stringify(options)} ${error}`);
        assert.match((error as Error).message, /^[^\n]{10,250}\.$/, JSON.stringify(options));
      }
    }
  }
  assert.ok(made > 1_000, `${made} made`);
});

const RANDOM_VALUES = Array.from({ length: 5_000 }, (_, i) => {
  const random = createSeededRandom(i);
  return Array.from({ length: 40 }, () => random.below(2)).join("");
});

describe("a constraint that costs too much is refused before the cost is paid", () => {
  const cases: [ConstraintOptions, RegExp][] = [
    [
      { pattern: String.raw`(\d{1,999}){1,999}` },
      /^pattern is too costly: its repeats make 1,996,002 places, and 10,000/,
    ],
    [
      { pattern: `${"(".repeat(20)}1${"{0,1000})".repeat(20)}` },
      /^pattern is too costly: its repeats make too many places/,
    ],
    [{ pattern: `${"(".repeat(20)}(){1000}${"){1000}".repeat(20)}` }, /^pattern is too costly: its repeats make/],
    [{ pattern: String.raw`\d*1\d{30}` }, /^pattern is too costly: it can go on in too many ways/],
    [{ pattern: String.raw`(\d{1,3}){1,999}` }, /^pattern is too costly/],
    [{ pattern: String.raw`(\d(a?){900})*` }, /^pattern is too costly: it can go on in too many ways/],
    [{ pattern: String.raw`\d*1\d{30}`, values: RANDOM_VALUES }, /^pattern is too costly to match with values/],
    [
      { length: "1-1000", check: "mod97" },
      /^length and check are too costly: more than 50,000 states; shorten one of them/,
    ],
    [{ min: "1".repeat(900), max: "9".repeat(999), check: "mod97" }, /^min, max and check are too costly/],
    [{ values: "1\n".repeat(MAX_VALUES + 1) }, /^values must be at most 1,000,000/],
    [{ values: new Array(MAX_VALUES + 1).fill(1) }, /^values must be at most 1,000,000/],
    [{ values: "1".repeat(30_000_000) }, /^values must be at most/],
    [{ values: new Array(30_000).fill("7".repeat(900)) }, /^values must be at most .* 20,000,000 characters/],
  ];
  for (const [options, message] of cases)
    test(JSON.stringify(options).slice(0, 60), () => assertRefused(options, message));

  test("but ambiguous repeats that cost little are not", () => {
    for (const pattern of [
      String.raw`(\d*)*1`,
      String.raw`(\d+)+`,
      String.raw`(\d*\d*\d*){100}(1|\d\d)*`,
      String.raw`((\d|\d\d)*)*`,
      String.raw`(a*)*(a|b)*\d(a?){400}`,
    ])
      assert.ok(compile({ pattern }).automaton.size < 10, pattern);
    assert.ok(compile({ pattern: String.raw`\d{1,1000}` }).automaton.size === 1_001);
    assert.ok(compile({ length: "1-34", check: "mod97" }).automaton.size <= MAX_STATES);
  });
});

describe("a long list", () => {
  test("is the set of its values", () => {
    const random = createSeededRandom(5);
    const numberOf = () => Array.from({ length: 1 + random.below(4) }, () => random.below(5)).join("");
    for (let round = 0; round < 30; round++) {
      const values = Array.from({ length: 1 + random.below(200) }, numberOf);
      const { automaton, toText } = compile({ values });
      const set = new Set(values);
      for (let i = 0; i < 200; i++) {
        const digits = numberOf();
        assert.equal(acceptsDigits(automaton, digits), set.has(digits), digits);
      }
      for (const value of set) assert.equal(toText(value), value);
    }
  });

  test("of a million values is taken, with a check on them", () => {
    const values = Array.from({ length: MAX_VALUES }, (_, i) => String((i * 7_919) % 10_000_019));
    const { automaton, toText } = compile({ values, check: "damm" });
    const damm = compile({ check: "damm" }).automaton;
    for (let i = 0; i < MAX_VALUES; i += 997) {
      assert.equal(acceptsDigits(automaton, values[i]), acceptsDigits(damm, values[i]), values[i]);
      if (acceptsDigits(automaton, values[i])) assert.equal(toText(values[i]), values[i]);
    }
    assert.equal(acceptsDigits(automaton, "10000019"), false);
  });

  test("can be told apart by what stands between the digits", () => {
    const values = Array.from(
      { length: 20_000 },
      (_, i) => `${String(i).padStart(5, "0")}${i % 3 === 0 ? "-" : "/"}${i % 10}`,
    );
    const { automaton, toText } = compile({ values, pattern: String.raw`\d{5}-\d` });
    for (let i = 0; i < values.length; i += 7) {
      const digits = values[i].replace(/[-/]/, "");
      assert.equal(acceptsDigits(automaton, digits), i % 3 === 0, values[i]);
      if (i % 3 === 0) assert.equal(toText(digits), values[i]);
    }
  });
});

test("the value of a text is a number where it is one", () => {
  assert.deepEqual(["0142", "12.50", "0", "24.12.2024", "12,50", "1 2", ".5", "5.", ""].map(toValue), [
    142,
    12.5,
    0,
    ...Array.from({ length: 6 }, () => null),
  ]);
});
