import assert from "node:assert/strict";
import { test } from "node:test";
import { compareReadings } from "../../../src/training/evaluate/compare-readings.ts";
import { chanceOfGain } from "../../../src/training/evaluate/mcnemar.ts";

test("the chance of a gain is a coin's: that of so many heads or more", () => {
  assert.equal(chanceOfGain({ gained: 0, lost: 0 }), 1);
  assert.ok(Math.abs(chanceOfGain({ gained: 5, lost: 0 }) - 1 / 32) < 1e-12);
  // 8 or more heads of 10: (45 + 10 + 1) / 1024
  assert.ok(Math.abs(chanceOfGain({ gained: 8, lost: 2 }) - 56 / 1024) < 1e-12);
  assert.ok(chanceOfGain({ gained: 2, lost: 8 }) > 0.98);
});

test("two models are compared picture by picture", () => {
  const [before, after] = [
    [true, true, false, false, false, true],
    [true, false, true, true, false, true],
  ];
  const { n, before: b, after: a, gained, lost } = compareReadings("some", before, after);
  assert.deepEqual([n, b, a, gained, lost], [6, 3, 4, 2, 1]);
});
