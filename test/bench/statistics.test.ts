import assert from "node:assert/strict";
import { test } from "node:test";
import { median, quantile, ratio, spread } from "../../bench/statistics.ts";

test("a percentile is the smallest value that so many do not exceed", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.deepEqual(
    [0, 0.5, 0.99, 0.999, 1].map((share) => quantile(values, share)),
    [1, 50, 99, 100, 100],
  );
  assert.equal(quantile([7], 0.99), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test("the median of an even number of values lies between the two in the middle", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([9, 1, 5, 7]), 6);
});

test("ratios are taken round by round, so that a slow spell that hits both cancels out", () => {
  assert.deepEqual(ratio([100, 10, 100], [50, 5, 40]), { median: 2, min: 2, max: 2.5 });
  assert.deepEqual(spread([3, 1, 2]), { median: 2, min: 1, max: 3 });
});
