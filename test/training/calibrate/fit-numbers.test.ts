import assert from "node:assert/strict";
import { test } from "node:test";
import { NON_DIGIT } from "../../../src/core/manifest.ts";
import { type NumberFeatures, weighFeatures } from "../../../src/core/numbers/number-features.ts";
import type { NumberReading } from "../../../src/core/numbers/number-reading.ts";
import type { Box } from "../../../src/core/picture.ts";
import { type CalibrationPicture, singleLabel } from "../../../src/training/calibrate/calibration-picture.ts";
import { fitNumberWeights, gradeNumbers } from "../../../src/training/calibrate/fit-numbers.ts";
import { UNCERTAIN } from "../../../src/training/scenes/pages/page.ts";
import { createNumbersReading } from "../../helpers/fake-reader.ts";

const SURE: NumberFeatures = {
  ...{ posterior: 3, weakest: 3, length: 0, presence: 3, unread: -6, missed: 0 },
  ...{ agrees: 1, plain: 0, plain_posterior: 0 },
};
/** From the left and the upper border, in pixels. */
const MARGIN = 10;
const digitAt = (x: number, y: number, label: number, height = 30) => ({
  box: { x: MARGIN + x, y: MARGIN + y, width: 18, height },
  label,
});
const around = (x: number, y: number, digits: number): Box => {
  return { x: MARGIN + x, y: MARGIN + y, width: 20 * digits - 2, height: 30 };
};
const pageOf = (...items: CalibrationPicture["items"]): CalibrationPicture => ({
  ...{ kind: "row", picture: { width: 400, height: 400, rgba: new Uint8Array() }, items },
});
const readAt = (text: string, box: Box): NumberReading => {
  const [number] = createNumbersReading(text).numbers;
  const digits = number.digits.map((digit, i) => ({ ...digit, box: { ...box, x: box.x + 20 * i, width: 18 } }));
  return { ...number, digits, box, features: SURE };
};

test("a picture's one digit is its label; of none it is no digit, of several or unclear ones there is no label", () => {
  assert.equal(singleLabel(pageOf(digitAt(0, 0, 7), digitAt(50, 0, NON_DIGIT))), 7);
  assert.equal(singleLabel(pageOf(digitAt(0, 0, NON_DIGIT))), NON_DIGIT);
  assert.equal(singleLabel(pageOf(digitAt(0, 0, 7), digitAt(50, 0, 1))), undefined);
  assert.equal(singleLabel(pageOf(digitAt(0, 0, UNCERTAIN))), undefined);
});

test("a number is right where it says what stands there; made-up ones are wrong, unclear ones are left out", () => {
  const truth = pageOf(digitAt(0, 0, 4), digitAt(20, 0, 2), digitAt(0, 100, 1), digitAt(20, 100, UNCERTAIN));
  const graded = gradeNumbers(
    [
      readAt("42", around(0, 0, 2)),
      readAt("41", around(0, 0, 2)),
      readAt("7", around(300, 300, 1)),
      readAt("11", around(0, 100, 2)),
    ],
    truth,
  );
  assert.deepEqual(
    graded.map(({ right }) => right),
    [true, false, false],
  );
});

test("a number that cuts off a digit is wrong; numbers of two cells are each right", () => {
  const truth = pageOf(digitAt(0, 0, 4), digitAt(20, 0, 2), digitAt(80, 0, 7));
  const graded = gradeNumbers(
    [readAt("2", around(20, 0, 1)), readAt("42", around(0, 0, 2)), readAt("7", around(80, 0, 1))],
    truth,
  );
  assert.deepEqual(
    graded.map(({ right }) => right),
    [false, true, true],
  );
});

test("numbers are left out that are right but for what nobody can tell; all others count", () => {
  const part = (x: number, label: number, height = 30) => ({ ...digitAt(x, 0, label, height), text: 0, word: 0 });
  const graded = (read: string, ...items: CalibrationPicture["items"]) =>
    gradeNumbers([readAt(read, around(0, 0, 2))], pageOf(...items)).map(({ right }) => right);
  const [four, two] = [part(0, 4), part(20, 2)];
  assert.deepEqual(graded("42", four, two, part(45, 7)), [false], "a digit was missed");
  assert.deepEqual(graded("42", four, two, part(45, 7, 12)), [false], "a small one, too");
  assert.deepEqual(graded("42", four, two, part(45, UNCERTAIN)), [], "the word goes on, unclear");
  assert.deepEqual(graded("42", four, two, part(90, 7)), [], "the word goes on far away");
  assert.deepEqual(graded("49", four, two, part(90, 7)), [false], "misread, whatever follows");
  const thin = { ...part(4, 1), box: { ...part(4, 1).box, width: 6 } };
  assert.deepEqual(graded("42", four, two, thin), [], "a 1 on the 4");
  assert.deepEqual(graded("43", four, two, thin), [false], "misread, whatever lies on it");
});

test("small digits of another text that lie in a number's box don't count", () => {
  const [four, two] = [0, 20].map((x, i) => ({ ...digitAt(x, 0, [4, 2][i]), text: 0, word: 0 }));
  const truth = pageOf(four, two, { ...digitAt(8, 18, 7, 10), text: 5, word: 5 });
  assert.deepEqual(
    gradeNumbers([readAt("42", around(0, 0, 2))], truth).map(({ right }) => right),
    [true],
  );
});

test("where texts are known, whole words are right, and neighbours of another text don't matter", () => {
  const part = (x: number, label: number, text: number, word: number) => ({ ...digitAt(x, 0, label), text, word });
  const truth = pageOf(part(0, 4, 0, 0), part(20, 2, 0, 0), part(46, 7, 0, 2), part(66, 1, 9, 9));
  const right = (text: string, x: number, digits: number) =>
    gradeNumbers([readAt(text, around(x, 0, digits))], truth).map((number) => number.right);
  assert.deepEqual(right("42", 0, 2), [true], "a word");
  assert.deepEqual(right("427", 0, 3), [true], "the whole text");
  assert.deepEqual(right("7", 46, 1), [true], "beside another text");
  assert.deepEqual(right("2", 20, 1), [false], "half a word");
  assert.deepEqual(right("71", 46, 2), [true], "of two texts, which only a ruling parts");
});

test("numbers that the picture's border cuts are left out, and those beside a digit that nobody can tell", () => {
  const truth = pageOf(digitAt(-MARGIN, 0, 4), digitAt(10, 0, 2), digitAt(0, 100, UNCERTAIN), digitAt(20, 100, 7));
  const cut: NumberReading = { ...readAt("5", around(300, 300, 1)), warnings: ["cut_off"] };
  const read = [readAt("2", around(10, 0, 1)), readAt("7", around(20, 100, 1)), cut];
  assert.deepEqual(gradeNumbers(read, truth), []);
});

test("the confidence follows how often such numbers were right", () => {
  const features = { ...SURE, posterior: 5, weakest: 5 };
  const certain = { features, right: true };
  const doubtful = (right: boolean) => ({ features: { ...features, posterior: 0, weakest: 0 }, right });
  const numbers = Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? certain : doubtful(i % 3 === 1)));
  const weights = fitNumberWeights(numbers);
  assert.ok(weighFeatures(certain.features, weights) > 0.95);
  assert.ok(Math.abs(weighFeatures(doubtful(true).features, weights) - 0.5) < 0.05);
});

test("numbers that are often no numbers, such as bare strokes, need more to be trusted", () => {
  const lone = { ...SURE, plain: 1, plain_posterior: SURE.posterior };
  const numbers = Array.from({ length: 300 }, (_, i) =>
    i % 2 === 0 ? { features: SURE, right: i % 20 !== 0 } : { features: lone, right: i % 4 === 1 },
  );
  const weights = fitNumberWeights(numbers);
  assert.ok(Math.abs(weighFeatures(SURE, weights) - 0.9) < 0.05);
  assert.ok(Math.abs(weighFeatures(lone, weights) - 0.5) < 0.05);
});
