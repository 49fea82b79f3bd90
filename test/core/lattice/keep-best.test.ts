import assert from "node:assert/strict";
import { test } from "node:test";
import { keepBest } from "../../../src/core/lattice/keep-best.ts";

test("the best go on in their order, and of equal ones as many as may", () => {
  assert.equal(keepBest([1, 2, 3], 3), null);
  assert.deepEqual(keepBest([5, 1, 4, 3], 2), Int32Array.of(0, -1, 1, -1));
  assert.deepEqual(keepBest([2, 2, 1, 2, 3], 3), Int32Array.of(0, 1, -1, -1, 2));
  assert.deepEqual(keepBest([-Infinity, -Infinity], 1), Int32Array.of(0, -1));
});
