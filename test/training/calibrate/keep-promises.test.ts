import assert from "node:assert/strict";
import { test } from "node:test";
import type { GradedReading } from "../../../src/training/calibrate/calibrate.ts";
import { keepPromises } from "../../../src/training/calibrate/keep-promises.ts";

const THRESHOLDS = [
  { max_error: 0.1, confidence: 0.5, coverage: 0.9, n: 1000 },
  { max_error: 0.01, confidence: 0.9, coverage: 0.6, n: 1000 },
];

/** `count` readings of a confidence, of which so many are wrong. */
function readings(confidence: number, count: number, wrong: number): GradedReading[] {
  return Array.from({ length: count }, (_, i) => ({ confidence: confidence + i * 1e-6, right: i >= wrong }));
}

test("a promise that held-out pictures keep, or break no more than chance may, stays as it was", () => {
  const graded = [...readings(0.95, 100, 1), ...readings(0.6, 50, 4)];
  assert.deepEqual(keepPromises(THRESHOLDS, graded), THRESHOLDS);
  assert.deepEqual(keepPromises(THRESHOLDS, []), THRESHOLDS);
});

test("where more of the accepted are wrong than was promised, more confidence is asked for, or the rate is given up", () => {
  const broken = [...readings(0.97, 100, 0), ...readings(0.92, 100, 12)];
  const [loose, strict] = keepPromises(THRESHOLDS, broken);
  assert.deepEqual(loose, THRESHOLDS[0]);
  assert.equal(strict.max_error, 0.01);
  assert.ok(strict.confidence > 0.92, `${strict.confidence}`);
  const accepted = broken.filter(({ confidence }) => confidence >= strict.confidence);
  assert.ok(accepted.length >= 100 && accepted.filter(({ right }) => !right).length <= 4);
  assert.deepEqual(keepPromises(THRESHOLDS, readings(0.99, 60, 60)), []);
});
