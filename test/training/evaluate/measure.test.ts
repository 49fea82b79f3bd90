import assert from "node:assert/strict";
import { test } from "node:test";
import { PredictorError } from "../../../src/errors.ts";
import { evaluateSets, summarizeNonDigit, toEvaluationJson } from "../../../src/training/evaluate/evaluate-sets.ts";
import type { ImageSet, Label } from "../../../src/training/evaluate/image-set.ts";
import { measure } from "../../../src/training/evaluate/measure.ts";
import { formatSummary } from "../../../src/training/report/format-summary.ts";
import { createAnsweringReader, MANIFEST } from "./answering-reader.ts";

const NON_DIGIT = 10;
const BROKEN = 11;
const BLANK = 12;

/** Its pictures are two bytes: the answer that the fake gives, and how sure it is in per cent. */
const reader = createAnsweringReader(([answer, sure]) => {
  if (answer === BROKEN) return new PredictorError("image_broken", "broken");
  if (answer === BLANK) return new PredictorError("no_ink", "blank");
  return { digit: answer === NON_DIGIT ? null : answer, confidence: sure / 100 };
});

function pictureSet(
  name: string,
  pictures: readonly (readonly [label: Label, answer: number, sure: number])[],
): ImageSet {
  return {
    name,
    title: `made-up ${name}`,
    async *images() {
      for (const [i, [label, answer, sure]] of pictures.entries()) {
        yield { name: `${i}.png`, bytes: Uint8Array.of(answer, sure), label };
      }
    },
  };
}

const DIGITS = pictureSet("digits", [
  [3, 3, 100],
  [3, 3, 90],
  [3, 5, 100],
  [5, 5, 100],
  [5, NON_DIGIT, 60],
  [7, BROKEN, 0],
  [7, BLANK, 0],
  [8, 8, 100],
]);
const OTHERS = pictureSet("others", [
  [null, NON_DIGIT, 99],
  [null, BLANK, 0],
  [null, 1, 70],
]);

test("a set's figures follow from its answers", async () => {
  const [{ summary }] = await evaluateSets(reader, [DIGITS]);
  assert.equal(summary.n, 8);
  assert.equal(summary.right, 4);
  assert.equal(summary.accuracy, 0.5);
  assert.equal(summary.unreadable, 1);
  assert.equal(summary.accuracy_of_ten, 0.5);
  assert.deepEqual(summary.accepted, {
    max_error: 0.01,
    share: 0.5,
    wrong: 1,
    wrong_share: 0.25,
    wrong_interval: summary.accepted.wrong_interval,
  });
  assert.deepEqual(summary.classes[3], { class: "3", n: 3, right: 2, recall: 2 / 3, precision: 1 });
  assert.deepEqual(summary.classes[5], { class: "5", n: 2, right: 1, recall: 0.5, precision: 0.5 });
  assert.deepEqual(summary.classes[0], { class: "0", n: 0, right: 0, recall: null, precision: null });
});

test("the confusion matrix has a column for no digit and one for what can't be read", async () => {
  const [{ summary }] = await evaluateSets(reader, [DIGITS]);
  assert.deepEqual(summary.confusion[3], [0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(summary.confusion[5], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual(summary.confusion[7], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  assert.equal(
    summary.confusion.flat().reduce((sum, value) => sum + value, 0),
    8,
  );
});

test("for what is no digit, saying so is right, and so is finding nothing", async () => {
  const [{ summary }] = await evaluateSets(reader, [OTHERS]);
  assert.equal(summary.right, 2);
  assert.equal(summary.accuracy_of_ten, null);
  assert.deepEqual(summary.classes[NON_DIGIT], { class: "none", n: 3, right: 2, recall: 2 / 3, precision: 1 });
});

test("telling digits from others is measured over all sets together", async () => {
  const results = await evaluateSets(reader, [DIGITS, OTHERS]);
  // not_a_digit: digits 0, 0.01, 0, 0, 0.6, 1 (blank), 0; others 0.99, 1 (blank), 0.03; what is broken has none.
  const { auroc, digits, none } = summarizeNonDigit(results)!;
  assert.deepEqual([digits, none], [7, 3]);
  assert.ok(Math.abs(auroc - (6 + 6.5 + 5) / 21) < 1e-12);
  assert.equal(summarizeNonDigit(results.slice(0, 1)), null);
});

test("outcomes come in the order of the pictures, however many are under way", async () => {
  const many = pictureSet(
    "many",
    Array.from({ length: 100 }, (_, i) => [i % 10, i % 10, 50] as const),
  );
  const slow = { ...reader, readDigit: delayRandomly(reader.readDigit) };
  const readings = await measure(slow, many.images(), { concurrency: 8 });
  assert.deepEqual(
    readings.map((outcome) => outcome.name),
    Array.from({ length: 100 }, (_, i) => `${i}.png`),
  );
  assert.ok(readings.every((outcome) => outcome.right));
});

test("no more pictures are under way than asked for", async () => {
  let running = 0;
  let max = 0;
  const counting = createAnsweringReader(() => ({ digit: 1, confidence: 1 }));
  const readDigit: typeof counting.readDigit = async (bytes, options) => {
    max = Math.max(max, ++running);
    await new Promise(setImmediate);
    running--;
    return counting.readDigit(bytes, options);
  };
  const set = pictureSet("ones", Array(40).fill([1, 1, 99]));
  await measure({ ...counting, readDigit }, set.images(), { concurrency: 5 });
  assert.equal(max, 5);
});

test("an error that is not the picture's fault ends the measurement", async () => {
  const failing = createAnsweringReader(() => new PredictorError("model_unusable", "no model"));
  await assert.rejects(measure(failing, DIGITS.images()), { code: "model_unusable" });
});

test("pictures that were misread keep what is needed to look at them", async () => {
  const readings = await measure(reader, DIGITS.images());
  assert.deepEqual(
    readings.filter((outcome) => outcome.evidence).map((outcome) => outcome.name),
    ["2.png", "4.png", "5.png", "6.png"],
  );
  assert.deepEqual(readings[2].evidence?.bytes, Uint8Array.of(5, 100));
});

test("the text names accuracy, interval, classes and confusions", async () => {
  const [{ summary }] = await evaluateSets(reader, [DIGITS]);
  const text = formatSummary(summary);
  assert.match(text, /4 of 8 right: 50\.00 % \(95 % interval 21\.52–78\.48 %\)/);
  assert.match(text, /1 could not be read/);
  assert.match(text, /^ {6}3 {2}3 {6}2 {2} 66\.67 % {3}100\.00 %$/m);
  assert.match(text, /^ {2}7(?: {2}·){10} {5}1 {7}1$/m);
});

test("the JSON carries the model, each set and the no-digit figure", async () => {
  const results = await evaluateSets(reader, [DIGITS, OTHERS]);
  const json = JSON.parse(JSON.stringify(toEvaluationJson(MANIFEST, results)));
  assert.deepEqual(json.model, { name: "fake", version: "0.0.0", sha256: "00" });
  assert.deepEqual(
    json.sets.map((set: { set: string }) => set.set),
    ["digits", "others"],
  );
  assert.equal(json.no_digit.none, 3);
});

function delayRandomly<A extends unknown[], R>(call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    for (let turns = Math.floor(Math.random() * 5); turns > 0; turns--) await new Promise(setImmediate);
    return call(...args);
  };
}
