import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addToNonDigit,
  binomialTail,
  estimateThresholds,
  expectedCalibrationError,
  fitNonDigitBias,
  fitTemperature,
  reliabilityBins,
  selectThresholds,
} from "../../../src/training/calibrate/calibrate.ts";
import { createRandom } from "../../../src/training/random.ts";

/** Logits `[n, 11]` that are `scale` times as sure as they ought to be, and labels drawn from the true probabilities. */
function drawAnswers(n: number, scale: number) {
  const random = createRandom(7);
  const logits = new Float32Array(n * 11);
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: 11 }, () => 8 * random.normal());
    const powers = row.map(Math.exp);
    let left = random.next() * powers.reduce((sum, power) => sum + power, 0);
    labels[i] = 10;
    for (let c = 0; c < 11; c++) {
      left -= powers[c];
      if (left < 0) {
        labels[i] = c;
        break;
      }
    }
    logits.set(
      row.map((logit) => logit * scale),
      i * 11,
    );
  }
  return { logits, labels };
}

/** Logits for answers with the given probability of the digit 1 against 0 (the other classes don't occur). */
function answersOfOne(probabilities: readonly number[]): Float32Array {
  const logits = new Float32Array(probabilities.length * 11).fill(-100);
  probabilities.forEach((p, i) => {
    logits[i * 11] = Math.log(1 - p);
    logits[i * 11 + 1] = Math.log(p);
  });
  return logits;
}

test("the temperature takes back how much too sure the network is", () => {
  for (const scale of [0.5, 1, 2.5]) {
    const { logits, labels } = drawAnswers(4000, scale);
    const temperature = fitTemperature(logits, labels);
    assert.ok(Math.abs(temperature / scale - 1) < 0.06, `${temperature} for ${scale}`);
  }
});

test("the bias for none takes back that training showed it more often than it occurs", () => {
  const { logits, labels } = drawAnswers(6000, 1);
  for (const shift of [-1.5, 2]) {
    const { nonDigitBias, temperature } = fitNonDigitBias(addToNonDigit(logits, shift), labels);
    assert.ok(Math.abs(nonDigitBias + shift) < 0.25, `${nonDigitBias} for ${shift}`);
    assert.ok(Math.abs(temperature - 1) < 0.08, `temperature ${temperature}`);
  }
});

test("the calibration error is the mean gap between confidence and accuracy", () => {
  const answers = [
    ...Array.from({ length: 10 }, (_, i) => ({ confidence: 0.9, right: i < 7 })),
    ...Array.from({ length: 30 }, (_, i) => ({ confidence: 0.5, right: i < 18 })),
  ];
  assert.ok(Math.abs(expectedCalibrationError(answers) - (10 * 0.2 + 30 * 0.1) / 40) < 1e-12);
  assert.equal(expectedCalibrationError([]), 0);
});

test("a confidence of 1 falls into the last bin", () => {
  const bins = reliabilityBins([{ confidence: 1, right: true }]);
  assert.equal(bins.length, 15);
  assert.deepEqual(bins[14], { low: 14 / 15, high: 1, n: 1, confidence: 1, accuracy: 1 });
});

test("the binomial tail agrees with figures worked out by hand", () => {
  assert.ok(Math.abs(binomialTail(0, 10, 0.1) - 0.9 ** 10) < 1e-12);
  assert.ok(Math.abs(binomialTail(2, 4, 0.5) - 11 / 16) < 1e-12);
  assert.equal(binomialTail(4, 4, 0.5), 1);
});

test("a threshold keeps out the confidences at which answers go wrong", () => {
  const sure = Array.from({ length: 9000 }, () => 0.99);
  const unsure = Array.from({ length: 1000 }, () => 0.6);
  const labels = [...sure.map(() => 1), ...unsure.map((_, i) => (i % 2 === 0 ? 1 : 0))];
  const thresholds = selectThresholds(answersOfOne([...sure, ...unsure]), labels, 1);
  const at = (maxError: number) => thresholds.find((threshold) => threshold.max_error === maxError);
  assert.ok(Math.abs(at(0.1)!.confidence - 0.6) < 1e-6);
  assert.equal(at(0.1)!.coverage, 1);
  for (const maxError of [0.02, 0.005, 0.001]) {
    assert.ok(Math.abs(at(maxError)!.confidence - 0.99) < 1e-6);
    assert.equal(at(maxError)!.coverage, 0.9);
    assert.equal(at(maxError)!.n, 10000);
  }
});

test("accepting what is no digit counts as an error, and an answer of none is never accepted", () => {
  const digits = answersOfOne(Array.from({ length: 3000 }, () => 0.99));
  const nonDigit = new Float32Array(1000 * 11).fill(-100).map((value, i) => (i % 11 === 10 ? 5 : value));
  const logits = new Float32Array([...digits, ...nonDigit]);
  const rightly = selectThresholds(logits, [...Array(3000).fill(1), ...Array(1000).fill(10)], 1, { maxErrors: [0.01] });
  assert.equal(rightly[0].coverage, 0.75);
  const wrongly = selectThresholds(logits, [...Array(2000).fill(1), ...Array(2000).fill(10)], 1, { maxErrors: [0.01] });
  assert.deepEqual(wrongly, []);
});

test("too few pictures promise nothing", () => {
  const thresholds = selectThresholds(answersOfOne(Array(100).fill(0.999)), Array(100).fill(1), 1);
  assert.ok(thresholds.every((threshold) => threshold.max_error >= 0.05));
});

test("the promised error rate also holds on fresh answers of the same kind", () => {
  const { logits, labels } = drawAnswers(40000, 1);
  const half = 20000;
  const thresholds = selectThresholds(logits.subarray(0, half * 11), labels.subarray(0, half), 1);
  assert.ok(thresholds.length >= 4);
  for (const { max_error, confidence } of thresholds) {
    let accepted = 0;
    let wrong = 0;
    for (let i = half; i < labels.length; i++) {
      const powers = Array.from(logits.subarray(i * 11, i * 11 + 11), Math.exp);
      const best = powers.indexOf(Math.max(...powers));
      if (best === 10 || powers[best] / powers.reduce((sum, power) => sum + power, 0) < confidence) continue;
      accepted++;
      if (best !== labels[i]) wrong++;
    }
    assert.ok(wrong / accepted <= max_error, `${wrong} of ${accepted} at ${max_error}`);
  }
});

test("a threshold is the least confidence that keeps the error rate with two wrong readings to spare; a rate that none keeps has none", () => {
  // 1000 readings, surest first; the 300th, the 500th and every second one from the 701st on are wrong.
  const isWrong = (i: number) => i === 299 || i === 499 || (i >= 700 && i % 2 === 0);
  const graded = Array.from({ length: 1000 }, (_, i) => ({ confidence: 1 - i / 1000, right: !isWrong(i) }));
  const thresholds = estimateThresholds(graded, 2000, [0.001, 0.01, 0.005]);
  assert.deepEqual(
    thresholds.map(({ max_error, coverage, n }) => [max_error, coverage, n]),
    [[0.01, 0.353, 2000]],
  );
  const [{ confidence }] = thresholds;
  const accepted = graded.filter((reading) => reading.confidence >= confidence);
  assert.deepEqual([accepted.length, accepted.filter(({ right }) => !right).length], [706, 5]);
});

test("readings that are equally sure are accepted together or not at all", () => {
  const graded = [
    ...Array.from({ length: 200 }, () => ({ confidence: 0.9, right: true })),
    ...Array.from({ length: 100 }, (_, i) => ({ confidence: 0.8, right: i < 90 })),
  ];
  const [threshold] = estimateThresholds(graded, 300, [0.01]);
  assert.deepEqual([threshold.confidence, threshold.coverage], [0.9, 200 / 300]);
});
