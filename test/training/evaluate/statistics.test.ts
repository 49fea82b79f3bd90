import assert from "node:assert/strict";
import { test } from "node:test";
import { riskCoverage } from "../../../src/training/evaluate/risk-coverage.ts";
import { roc } from "../../../src/training/evaluate/roc.ts";
import { wilson } from "../../../src/training/evaluate/wilson.ts";

function assertClose(actual: number, expected: number, tolerance = 5e-5) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

test("Wilson's interval agrees with published values", () => {
  // Newcombe 1998, table I: method 3 (score, without continuity correction).
  for (const [r, n, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ]) {
    const interval = wilson(r, n);
    assertClose(interval[0], low);
    assertClose(interval[1], high);
  }
});

test("Wilson's interval ends at 1 where everything is right, and says nothing about nothing", () => {
  assert.equal(wilson(20, 20)[1], 1);
  assertClose(wilson(20, 20)[0], 1 - 0.1611);
  assert.deepEqual(wilson(0, 0), [0, 1]);
});

test("the area under the ROC curve is the share of pairs in the right order", () => {
  assert.equal(roc([0.9, 0.8], [0.1, 0.2]).area, 1);
  assert.equal(roc([0.1], [0.9]).area, 0);
  assertClose(roc([0.9, 0.4, 0.35], [0.8, 0.3, 0.1]).area, 7 / 9, 1e-12);
});

test("equal scores count half in the area under the ROC curve", () => {
  assert.equal(roc([0.5, 0.5], [0.5, 0.5]).area, 0.5);
  assertClose(roc([1, 0.5], [0.5, 0]).area, 3.5 / 4, 1e-12);
});

test("the ROC curve goes from corner to corner", () => {
  assert.deepEqual(roc([0.9], [0.1]).points, [
    { falsePositives: 0, truePositives: 0 },
    { falsePositives: 0, truePositives: 1 },
    { falsePositives: 1, truePositives: 1 },
  ]);
});

test("risk is counted from the surest answer on, equal confidences together", () => {
  const answers = [
    { confidence: 0.5, right: false },
    { confidence: 0.9, right: true },
    { confidence: 0.5, right: true },
  ];
  assert.deepEqual(riskCoverage(answers, 4), [
    { coverage: 1 / 4, risk: 0 },
    { coverage: 3 / 4, risk: 1 / 3 },
  ]);
});
