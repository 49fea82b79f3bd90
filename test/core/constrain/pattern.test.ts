import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DEAD } from "../../../src/core/constrain/automaton.ts";
import { createTextMatcher } from "../../../src/core/constrain/match-text.ts";
import { parsePattern } from "../../../src/core/constrain/parse-pattern.ts";
import { createPatternAutomaton } from "../../../src/core/constrain/pattern-automaton.ts";
import { createPatternMachine } from "../../../src/core/constrain/pattern-machine.ts";
import { createValueRange } from "../../../src/core/constrain/value-range.ts";
import { writeText } from "../../../src/core/constrain/write-text.ts";
import { createSeededRandom, type SeededRandom } from "../seeded-random.ts";

const machineOf = (pattern: string) => createPatternMachine(parsePattern(pattern), "pattern");

/** The text of these digits, or null where the pattern doesn't accept them. */
function write(
  pattern: string,
  digits: string,
  odds?: readonly number[],
  range?: [string | null, string | null],
): string | null {
  const machine = machineOf(pattern);
  const values = range === undefined ? null : createValueRange(...range);
  const automaton = createPatternAutomaton(machine, values, "pattern");
  let state = automaton.starts[0] ?? DEAD;
  for (const digit of digits) state = state === DEAD ? DEAD : automaton.next(state, Number(digit));
  return state !== DEAD && automaton.accepts(state) ? writeText(machine, values, digits, odds) : null;
}

describe("a pattern accepts the digits of what it matches, and writes the rest", () => {
  const cases: [pattern: string, digits: string, text: string | null][] = [
    [String.raw`\d{2}\.\d{2}\.\d{4}`, "24122024", "24.12.2024"],
    [String.raw`\d{2}\.\d{2}\.\d{4}`, "2412202", null],
    ["[2-5]7", "37", "37"],
    ["[2-5]7", "67", null],
    ["[^0][^1-8]", "19", "19"],
    ["[^0][^1-8]", "91", null],
    ["[^0]{3}", "12", null],
    [String.raw`\d[^\d]\d`, "12", "1 2"],
    ["(?:12|34)+", "123412", "123412"],
    ["(12|34)+", "1243", null],
    [String.raw`EUR \d+,\d\d`, "1250", "EUR 12,50"],
    [String.raw`€\$ \(\d\)`, "7", "€$ (7)"],
    [String.raw`\d{3}-?\d{4}`, "5550123", "5550123"],
    [String.raw`\d{3}[-/. ]\d{4}`, "5550123", "555-0123"],
    [String.raw`\d{3}(--|/|-)\d`, "1234", "123/4"],
    [String.raw`\d{3}(/|-)?\d`, "1234", "1234"],
    [String.raw`(\d{1,3})(,\d{3})*`, "1234567", "1,234,567"],
    [String.raw`(\d{1,3})(,\d{3})*`, "12", "12"],
    [String.raw`\d+(-\d+)+`, "123", "12-3"],
    [String.raw`[\d ]{4}`, "123", "123 "],
    ["1{0}2{2}3{1,}", "2233", "2233"],
    ["(a*)*1(b|)(|c)", "1", "1"],
    ["((1|2|)*)*3", "1213", "1213"],
    [String.raw`[\]\-x^]1[a\d-]`, "1", "]1a"],
    ["[+-9]", "5", "5"],
    ["[--/]1", "1", "-1"],
    ["7|8", "8", "8"],
    ["|8", "", ""],
  ];
  for (const [pattern, digits, text] of cases)
    test(`${pattern} with ${digits} is ${text}`, () => assert.equal(write(pattern, digits), text));

  test("evidence for separators decides which text it is, against the shortest", () => {
    const amount = String.raw`\d+([.,]\d{2})?`;
    assert.equal(write(amount, "1250"), "1250");
    assert.equal(write(amount, "1250", [-3, 2, -3]), "12.50");
    assert.equal(write(amount, "1250", [5, -0.1, 5]), "1250");
    const parts = String.raw`\d{1,3}[-/]\d{1,3}`;
    assert.equal(write(parts, "1234", [0, 0, 0]), "123-4");
    assert.equal(write(parts, "1234", [2, 1, -1]), "1-234");
    assert.equal(write(parts, "1234", [-2, -1, -3]), "12-34");
    assert.equal(write(String.raw`\d(--)?\d(-)?\d`, "123", [4, -1]), "1--23");
  });

  test("a range takes the value of the text, and leaves only texts that are numbers", () => {
    const amount = String.raw`\d+([.,]\d{2})?`;
    assert.equal(write(amount, "1250", undefined, ["10", "20"]), "12.50");
    assert.equal(write(amount, "1250", undefined, ["1000", null]), "1250");
    assert.equal(write(amount, "1250", undefined, ["100", "1000"]), null);
    assert.equal(write(String.raw`\d\d,\d\d`, "1250", undefined, ["0", null]), null);
    assert.equal(write(String.raw`\d\d[,.]\d\d`, "1250", undefined, ["12", null]), "12.50");
  });
});

describe("a pattern that is wrong is refused with what to do", () => {
  const cases: [pattern: string, message: RegExp][] = [
    ["", /pattern must not be empty; \\d\+ stands for any number/],
    ["1".repeat(1_001), /pattern must have at most 1000 characters; this one has 1001/],
    ["1".repeat(1_000_000), /pattern must have at most 1000 characters/],
    [
      String.raw`\d{2}.\d`,
      /a point alone is not known here: write \\d for any digit, \\. for a point \(at character 6\)/,
    ],
    [String.raw`^\d+$`, /leave \^ out/],
    [String.raw`$\d+`, /write \\\$ for the character itself/],
    [String.raw`\w+`, /\\w is not known here/],
    [String.raw`(\d)\1`, /\\1 is not known here/],
    ["*1", /\* must follow what it repeats/],
    ["(+)", /\+ must follow/],
    ["1**", /\* can't follow another repeat/],
    ["1+?", /\? can't follow another repeat/],
    ["1{3}{2}", /\{ can't follow/],
    ["1{", /write \{3\}, \{3,\} or \{3,6\}/],
    ["1{,3}", /write \{3\}/],
    ["1{x}", /write \{3\}/],
    ["1{4,2}", /the smaller number of a repeat comes first/],
    ["1{1001}", /a repeat may be at most 1000/],
    ["1{99999999999}", /write \{3\}/],
    ["(1", /a \) is missing/],
    ["1)", /this \) has no beginning/],
    ["1]", /\] has no beginning/],
    ["1}", /\} has no beginning/],
    ["[1", /a \] is missing/],
    ["[", /a \] is missing/],
    ["[]", /a class must hold something/],
    ["[5-2]", /from a smaller to a larger/],
    [String.raw`[\d-x]`, /from a smaller to a larger/],
    ["[^ -~]", /this class leaves nothing/],
    ["(?=1)", /only \(\?: is known/],
    ["1\\", /a character must follow \\/],
    ["1\n", /only printable characters/],
    ["1\u0000", /only printable characters/],
    ["[\t]", /only printable characters/],
    [`${"(".repeat(60)}1${")".repeat(60)}`, /groups may be nested at most 50 deep/],
  ];
  for (const [pattern, message] of cases) {
    test(JSON.stringify(pattern.slice(0, 40)), () =>
      assert.throws(
        () => parsePattern(pattern),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "constraint_invalid");
          assert.match(error.message, message);
          assert.ok(error.message.length < 250, error.message);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      ),
    );
  }
});

const ALPHABET = ["0", "1", "2", "-", "."];

function randomPattern(random: SeededRandom, depth: number): string {
  const atoms = ["0", "1", "2", "-", String.raw`\.`, "[01]", "[^0]", "[-.]", "[2-]", String.raw`\d`];
  const parts = Array.from({ length: 1 + random.below(3) }, () => {
    const atom = depth > 0 && random.below(3) === 0 ? `(${randomPattern(random, depth - 1)})` : random.pick(atoms);
    return atom + random.pick(["", "", "", "?", "*", "+", "{2}", "{0,2}", "{1,}"]);
  });
  return random.below(4) === 0 ? `${parts.join("")}|${random.pick(atoms)}` : parts.join("");
}

/** All texts of `length` characters of the alphabet. */
function* textsOf(length: number): Generator<string> {
  if (length === 0) yield "";
  else for (const rest of textsOf(length - 1)) for (const character of ALPHABET) yield rest + character;
}

test("on random patterns the accepted digits, their shortest texts and whole matches are those of RegExp", () => {
  const random = createSeededRandom(11);
  const all = [0, 1, 2, 3, 4].flatMap((length) => [...textsOf(length)]);
  for (let round = 0; round < 120; round++) {
    const pattern = randomPattern(random, 2);
    // The one difference that is meant: a class that leaves digits stands for these.
    const expression = new RegExp(`^(?:${pattern.replaceAll("[^0]", "[1-9]")})$`);
    const shortest = new Map<string, number>();
    const matches = createTextMatcher(machineOf(pattern));
    for (const text of all) {
      const isMatch = expression.test(text);
      assert.equal(matches(text), isMatch, `${pattern} and ${text}`);
      const digits = text.replace(/[^\d]/g, "");
      if (isMatch && !shortest.has(digits)) shortest.set(digits, text.length);
    }
    for (const digits of all.filter((text) => text.length <= 3 && !/[-.]/.test(text))) {
      const text = write(pattern, digits);
      const expected = shortest.get(digits);
      // What isn't among the texts tried may still have a longer one.
      if (text !== null) {
        assert.match(text, expression, pattern);
        assert.equal(text.replace(/[^\d]/g, ""), digits);
      }
      if (expected !== undefined) assert.equal(text?.length, expected, `${pattern} and ${digits}: ${text}`);
      else assert.ok(text === null || text.length > 4, `${pattern} and ${digits}: ${text}`);
    }
  }
});
