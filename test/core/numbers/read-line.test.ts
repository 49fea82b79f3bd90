import assert from "node:assert/strict";
import { test } from "node:test";
import { compileConstraint } from "../../../src/core/constrain/compile-constraint.ts";
import type { ConstraintOptions } from "../../../src/core/constrain/constraint-options.ts";
import type { JudgedCandidate } from "../../../src/core/decide/choose-digit.ts";
import { type LineColumns, toColumns } from "../../../src/core/line/read-columns.ts";
import { STRIP_DIGIT, STRIP_STRETCH, STRIP_STRIDE } from "../../../src/core/line/strip.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../../src/core/manifest.ts";
import { readLine } from "../../../src/core/numbers/read-line.ts";
import type { Warning } from "../../../src/core/reading.ts";
import { FAKE_MANIFEST } from "../../helpers/fake-reader.ts";

/** What may be these digits, with these probabilities; the rest is no digit. */
function toCandidate(x: number, digits: Record<number, number>, warnings: Warning[] = []): JudgedCandidate {
  const probabilities = new Array<number>(11).fill(1e-9);
  for (const [digit, probability] of Object.entries(digits)) probabilities[Number(digit)] = probability;
  probabilities[NON_DIGIT] = Math.max(1e-9, 1 - probabilities.reduce((a, b) => a + b));
  const box = { x, y: 0, width: 20, height: 30 };
  return { candidate: { input: new Float32Array(784), box, ink: "dark", region: undefined, warnings }, probabilities };
}

const read = (line: JudgedCandidate[], options: ConstraintOptions = {}, maxError = 0.01) =>
  readLine(line, [], FAKE_MANIFEST, maxError, compileConstraint(options));

const FOUR = [toCandidate(0, { 0: 0.999 }), toCandidate(30, { 1: 0.9, 7: 0.09 }), toCandidate(60, { 4: 0.99 })];

test("how much likelier a digit is beside others stands in the manifest", () => {
  const line = [toCandidate(0, { 3: 0.9 }), toCandidate(30, { 5: 0.35 })];
  const textWith = (beside_others: number) => {
    const manifest = { ...FAKE_MANIFEST, number_weights: { ...FAKE_MANIFEST.number_weights, beside_others } };
    return readLine(line, [], manifest, 0.01, null)?.text;
  };
  assert.equal(textWith(-1), "35");
  assert.equal(textWith(0), "3");
});

test("the likeliest digits are the number; its box is around them; others are alternatives", () => {
  const number = read(FOUR);
  assert.equal(number?.text, "014");
  assert.equal(number.value, 14);
  assert.deepEqual(number.box, { x: 0, y: 0, width: 80, height: 30 });
  assert.deepEqual(
    number.digits.map(({ digit, confidence }) => [digit, confidence]),
    [
      [0, 0.999],
      [1, 0.9],
      [4, 0.99],
    ],
  );
  assert.equal(number.alternatives[0].text, "074");
  // Beside others a digit is likelier than alone, so a little surer than by its own probabilities.
  const alone = 0.999 * 0.9 * 0.99;
  assert.ok(number.confidence > alone - 0.01 && number.confidence < alone + 0.03, `${number.confidence}`);
  assert.equal(number.unconstrained, undefined);
});

test("of candidates that are more likely none, no number is made", () => {
  assert.equal(read([toCandidate(0, { 3: 0.2 }), toCandidate(30, { 5: 0.1 })]), undefined);
  assert.equal(read([]), undefined);
});

test("a candidate that is likely no digit is left out, and one of two that show the same ink", () => {
  const number = read([
    toCandidate(0, { 2: 0.99 }),
    toCandidate(4, { 6: 0.7 }),
    toCandidate(30, { 5: 0.04 }),
    toCandidate(60, { 8: 0.99 }),
  ]);
  assert.equal(number?.text, "28");
  assert.deepEqual(
    number.digits.map(({ box }) => box.x),
    [0, 60],
  );
});

test("a constraint takes the likeliest reading that satisfies it, and tells of the free one", () => {
  const number = read(FOUR, { values: ["074", "999"] });
  assert.deepEqual([number?.text, number?.unconstrained?.text], ["074", "014"]);
  const written = read(FOUR, { pattern: "\\d-\\d\\d" });
  assert.deepEqual([written?.text, written?.value], ["0-14", null]);
});

test("a constraint that hardly any reading satisfies is not accepted, however sure it makes the rest", () => {
  const certain = [toCandidate(0, { 3: 0.9999 }), toCandidate(30, { 5: 0.9999 })];
  assert.equal(read(certain)?.decision, "accept");
  const forced = read(certain, { values: ["36"] });
  assert.deepEqual([forced?.text, forced?.decision], ["36", "review"]);
});

test("what nothing satisfies has no text, is rejected and tells what stands there", () => {
  const number = read(FOUR, { length: "9" });
  assert.deepEqual([number?.text, number?.value, number?.confidence, number?.decision], [null, null, 0, "reject"]);
  assert.equal(number?.unconstrained?.text, "014");
  assert.equal(number?.digits.length, 3);
});

test("nothing is accepted at an error rate that was never measured; warnings are its digits', each once", () => {
  const certain = [toCandidate(0, { 3: 0.9999 }, ["faint"]), toCandidate(30, { 5: 0.9999 }, ["faint", "small"])];
  const number = read(certain, {}, 0.0001);
  assert.equal(number?.decision, "review");
  assert.deepEqual(number?.warnings, ["faint", "small"]);
});

test("a number that the picture's border cuts is for review, however sure its digits are", () => {
  const line = [toCandidate(0, { 4: 0.9999 }), toCandidate(30, { 2: 0.9999 }, ["cut_off"])];
  const number = read(line, {}, 0.05);
  assert.deepEqual([number?.text, number?.decision], ["42", "review"]);
  const whole = [line[0], toCandidate(30, { 2: 0.9999 })];
  assert.equal(read(whole, {}, 0.05)?.decision, "accept");
});

test("a digit that only the line reader sees makes the number doubtful", () => {
  const certain = [toCandidate(0, { 3: 0.9999 }), toCandidate(30, { 5: 0.9999 })];
  const manifestWith = (weights: object) => ({
    ...FAKE_MANIFEST,
    number_weights: { ...FAKE_MANIFEST.number_weights, ...weights },
  });
  const place = { left: 0, right: 120, y: 15, slope: 0, height: STRIP_DIGIT };
  const confidenceWith = (x: number, weights: object) => {
    const count = 42;
    const logits = new Float32Array(CLASS_COUNT * count).fill(9, NON_DIGIT * count);
    const column = Math.floor((x * STRIP_STRETCH) / STRIP_STRIDE);
    logits[4 * count + column] = 18;
    return readLine(certain, [toColumns(logits, place)], manifestWith(weights), 0.01, null)!.confidence;
  };
  for (const weights of [{ unread: -2 }, { missed: -2 }]) {
    assert.ok(confidenceWith(10, weights) > 0.99, "a column of one of its digits");
    assert.ok(confidenceWith(75, weights) < 0.6, "a column beside them");
  }
});

test("a number that the line reader reads otherwise is doubted, and one that may be a ring or a bare stroke", () => {
  const weigh = (weights: object) => ({
    ...FAKE_MANIFEST,
    number_weights: { ...FAKE_MANIFEST.number_weights, ...weights },
  });
  const place = { left: 0, right: 120, y: 15, slope: 0, height: STRIP_DIGIT };
  const columns = (digits: Record<number, number>) => {
    const logits = new Float32Array(CLASS_COUNT * 42).fill(9, NON_DIGIT * 42);
    for (const [x, digit] of Object.entries(digits))
      logits[digit * 42 + Math.floor((Number(x) * STRIP_STRETCH) / STRIP_STRIDE)] = 18;
    return toColumns(logits, place);
  };
  const doubtful = [toCandidate(0, { 3: 0.7 }), toCandidate(30, { 5: 0.7 })];
  const confidence = (line: JudgedCandidate[], weights: object, seen: LineColumns) =>
    readLine(line, [seen], weigh(weights), 0.01, null)!.confidence;
  const agreed = confidence(doubtful, { agrees: 2 }, columns({ 10: 3, 40: 5 }));
  assert.ok(agreed > confidence(doubtful, { agrees: 2 }, columns({ 10: 3, 40: 6 })) + 0.2);
  const nothing = columns({});
  const lone = (digit: number) => [toCandidate(0, { [digit]: 0.7 })];
  const plain = { plain: -1, plain_posterior: -0.5 };
  for (const digit of [0, 1])
    assert.ok(confidence(lone(digit), plain, nothing) < confidence(lone(7), plain, nothing) - 0.2);
});
