import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseReading } from "../../../src/core/decide/choose-reading.ts";
import { CLASSES, type Manifest } from "../../../src/core/manifest.ts";
import { type Box, INPUT_SIZE } from "../../../src/core/picture.ts";
import type { Candidate } from "../../../src/core/reading.ts";

const MANIFEST: Manifest = {
  name: "digits",
  version: "0.0.0",
  sha256: "",
  preprocessing_version: 1,
  classes: CLASSES,
  temperature: 1,
  thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 0.8, n: 1000 }],
  scores: {},
  training: {},
};

function candidateAt(box: Box, likelihood = 0.9): Candidate {
  return { input: new Float32Array(INPUT_SIZE * INPUT_SIZE), box, ink: "dark", likelihood, warnings: [] };
}

/** Logits `[n, 11]` that give each of the classes named all but a thousandth. */
function sureOf(...classes: readonly number[]): Float32Array {
  const logits = new Float32Array(classes.length * CLASSES.length);
  for (const [i, c] of classes.entries()) logits[i * CLASSES.length + c] = Math.log(9990);
  return logits;
}

const LEFT = { x: 10, y: 10, width: 20, height: 40 };
const RIGHT = { x: 50, y: 12, width: 22, height: 38 };

test("one sure digit is accepted", () => {
  const reading = chooseReading([candidateAt(LEFT)], sureOf(4), MANIFEST, 0.01);
  assert.deepEqual([reading.digit, reading.decision, reading.warnings], [4, "accept", []]);
});

test("a second digit beside the first is told of, and nothing is accepted", () => {
  const candidates = [candidateAt(LEFT), candidateAt(RIGHT)];
  const reading = chooseReading(candidates, sureOf(4, 7), MANIFEST, 0.01);
  assert.deepEqual([reading.digit, reading.decision, reading.warnings], [4, "review", ["several_digits"]]);
});

test("what is no digit beside a digit does no harm, nor does a far smaller one", () => {
  const withMark = chooseReading([candidateAt(LEFT), candidateAt(RIGHT)], sureOf(4, 10), MANIFEST, 0.01);
  assert.deepEqual([withMark.digit, withMark.decision], [4, "accept"]);
  const small = candidateAt({ x: 50, y: 12, width: 8, height: 12 });
  const withSmall = chooseReading([candidateAt(LEFT), small], sureOf(4, 7), MANIFEST, 0.01);
  assert.deepEqual([withSmall.digit, withSmall.decision], [4, "accept"]);
});

test("of a digit that is part of what is no digit, the likelier find decides", () => {
  const read = (part: number, surrounding: number, ...classes: number[]) => {
    const stem = candidateAt({ x: 12, y: 10, width: 4, height: 30 }, part);
    const letter = candidateAt({ x: 10, y: 10, width: 20, height: 30 }, surrounding);
    return chooseReading([stem, letter], sureOf(...classes), MANIFEST, 0.01);
  };
  const { digit, decision, nonDigit, candidate } = read(0.5, 0.95, 1, 10);
  assert.deepEqual([digit, decision, candidate.box.width], [null, "reject", 20]);
  assert.ok(nonDigit > 0.9 && nonDigit < 0.95, `${nonDigit}`);
  assert.deepEqual([read(0.9, 0.8, 1, 10).digit, read(0.9, 0.8, 1, 10).decision], [1, "review"]);
  assert.deepEqual([read(0.95, 0.3, 7, 10).digit, read(0.95, 0.3, 7, 10).decision], [7, "accept"]);
  assert.equal(read(0.5, 0.95, 1, 1).decision, "accept", "the whole is a 1 too");
});

test("what is no digit and only overlaps a digit takes nothing from it", () => {
  const beside = candidateAt({ x: 10, y: 10, width: 20, height: 30 }, 0.95);
  const reading = chooseReading([candidateAt(LEFT, 0.5), beside], sureOf(1, 10), MANIFEST, 0.01);
  assert.equal(reading.decision, "accept");
});

test("what is faint and cut off is for a person to look at", () => {
  const candidate = { ...candidateAt(LEFT), warnings: ["faint", "cut_off"] as const };
  assert.equal(chooseReading([candidate], sureOf(1), MANIFEST, 0.01).decision, "review");
  const surrounding = { ...candidate, warnings: ["faint"] as const };
  assert.equal(chooseReading([surrounding], sureOf(1), MANIFEST, 0.01).decision, "accept");
});

test("what looks like a digit where nothing was written is not taken for one", () => {
  const reading = chooseReading([candidateAt(LEFT, 0.00001)], sureOf(4), MANIFEST, 0.01);
  assert.deepEqual([reading.digit, reading.decision], [null, "reject"]);
  const sum = reading.probabilities.reduce((total, p) => total + p, reading.nonDigit);
  assert.ok(Math.abs(sum - 1) < 1e-9, `probabilities sum to ${sum}`);
});

test("the network's evidence outweighs the order of the candidates", () => {
  const reading = chooseReading([candidateAt(LEFT), candidateAt(RIGHT)], sureOf(10, 7), MANIFEST, 0.01);
  assert.equal(reading.digit, 7);
});
