import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseDigit, type JudgedCandidate } from "../../../src/core/decide/choose-digit.ts";
import { CLASS_COUNT } from "../../../src/core/manifest.ts";
import { type Box, INPUT_PIXELS } from "../../../src/core/picture.ts";
import { FAKE_MANIFEST } from "../../helpers/fake-reader.ts";

/** A candidate that is this class, 0…9 or 10 for no digit, with this probability. */
function judgedAt(box: Box, label: number, probability = 0.99): JudgedCandidate {
  const rest = (1 - probability) / (CLASS_COUNT - 1);
  const probabilities = Array.from({ length: CLASS_COUNT }, (_, i) => (i === label ? probability : rest));
  const input = new Float32Array(INPUT_PIXELS);
  return { candidate: { input, box, ink: "dark", region: undefined, warnings: [] }, probabilities };
}

const LEFT = { x: 10, y: 10, width: 20, height: 40 };
const RIGHT = { x: 50, y: 12, width: 22, height: 38 };
const choose = (...judged: readonly JudgedCandidate[]) => chooseDigit(judged, FAKE_MANIFEST, 0.01);

test("one sure digit is accepted", () => {
  const { digit, decision, warnings } = choose(judgedAt(LEFT, 4));
  assert.deepEqual([digit, decision, warnings], [4, "accept", []]);
});

test("a digit that is not sure enough is for a person to look at", () => {
  const { digit, decision, confidence } = choose(judgedAt(LEFT, 4, 0.7));
  assert.deepEqual([digit, decision], [4, "review"]);
  assert.ok(Math.abs(confidence - 0.7) < 1e-9);
});

test("a second digit beside the first gets a warning, and nothing is accepted", () => {
  const { digit, decision, warnings } = choose(judgedAt(LEFT, 4), judgedAt(RIGHT, 7));
  assert.deepEqual([digit, decision, warnings], [4, "review", ["several_digits"]]);
});

test("a mark beside a digit does no harm, nor does a far smaller digit", () => {
  const withMark = choose(judgedAt(LEFT, 4), judgedAt(RIGHT, 10));
  assert.deepEqual([withMark.digit, withMark.decision], [4, "accept"]);
  const withSmall = choose(judgedAt(LEFT, 4), judgedAt({ x: 50, y: 12, width: 8, height: 12 }, 7));
  assert.deepEqual([withSmall.digit, withSmall.decision], [4, "accept"]);
});

test("a mark far larger than a digit takes nothing from it", () => {
  const { digit, decision } = choose(judgedAt(LEFT, 4), judgedAt({ x: 0, y: 0, width: 200, height: 200 }, 10, 0.995));
  assert.deepEqual([digit, decision], [4, "accept"]);
});

test("the same digit boxed twice is no second digit", () => {
  const { decision, warnings } = choose(judgedAt(LEFT, 4), judgedAt({ ...LEFT, width: 18 }, 4));
  assert.deepEqual([decision, warnings], ["accept", []]);
});

test("where nothing is a digit, the picture is rejected as surely as it is none", () => {
  const { digit, decision, confidence, nonDigit, probabilities } = choose(judgedAt(LEFT, 10, 0.97));
  assert.deepEqual([digit, decision], [null, "reject"]);
  assert.equal(confidence, nonDigit);
  assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, nonDigit) - 1) < 1e-9);
});

test("of what the finder found, the best is a digit more often than by itself; other doubts stay as they are", () => {
  const weights = { ...FAKE_MANIFEST.weights, chosen_none: 0.5, chosen_bias: -1 };
  const probabilitiesOf = Array.from({ length: CLASS_COUNT }, (_, k) => (k === 10 ? 0.6 : k === 4 ? 0.3 : 0.1 / 9));
  const doubtful = { ...judgedAt(LEFT, 10), probabilities: probabilitiesOf };
  const region = { box: LEFT, logit: 1, logDigits: new Float32Array(10) };
  const found = { ...doubtful, candidate: { ...doubtful.candidate, region } };
  const digitOf = (judged: JudgedCandidate, isSmall = false) =>
    chooseDigit([judged], { ...FAKE_MANIFEST, weights }, 0.01, isSmall).digit;
  assert.deepEqual([digitOf(found), digitOf(doubtful), digitOf(found, true)], [4, null, null]);
  const { probabilities, nonDigit } = chooseDigit([found], { ...FAKE_MANIFEST, weights }, 0.01);
  assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, nonDigit) - 1) < 1e-9);
  assert.ok(Math.abs(probabilities[4] / probabilities[5] - 27) < 1e-6);
  const sure = judgedAt(LEFT, 4);
  const sureFound = { ...sure, candidate: { ...sure.candidate, region } };
  const confidenceOf = (judged: JudgedCandidate) => chooseDigit([judged], { ...FAKE_MANIFEST, weights }).confidence;
  assert.ok(Math.abs(confidenceOf(sureFound) - confidenceOf(sure)) < 1e-9, "what is sure stays as sure");
});

test("no threshold is strict enough for an error rate that was never promised", () => {
  assert.equal(chooseDigit([judgedAt(LEFT, 4)], FAKE_MANIFEST, 0.0001).decision, "review");
});
