import assert from "node:assert/strict";
import { test } from "node:test";
import { BINOMIAL, blurPlane } from "../../../src/core/image/blur-plane.ts";
import { gaussianKernel } from "../../../src/core/image/gaussian-kernel.ts";
import { fromRows, toRows } from "../../helpers/matrix.ts";

test("a point is spread by the kernel along rows and along columns", () => {
  const point = fromRows([
    [0, 0, 0, 0],
    [0, 16, 0, 0],
    [0, 0, 0, 0],
  ]);
  assert.deepEqual(toRows(blurPlane(point, 4, 3, BINOMIAL), 4), [
    [1, 2, 1, 0],
    [2, 4, 2, 0],
    [1, 2, 1, 0],
  ]);
});

test("beyond the border the outermost pixels go on, so that an even plane stays as it is", () => {
  assert.deepEqual(toRows(blurPlane(fromRows([[4, 0, 0, 8]]), 4, 1, BINOMIAL), 4), [[3, 1, 2, 6]]);
  const even = new Float32Array(6).fill(0.5);
  assert.deepEqual(blurPlane(even, 3, 2, gaussianKernel(1.5)), even);
});

test("a kernel that is larger than the plane is no harm", () => {
  assert.deepEqual(toRows(blurPlane(fromRows([[3], [6]]), 1, 2, [0.2, 0.2, 0.2, 0.2, 0.2]), 1), [[4.2], [4.8]]);
});

test("memory is taken from where the caller says", () => {
  const taken: Float32Array[] = [];
  const allocate = (length: number) => {
    taken.push(new Float32Array(length));
    return taken[taken.length - 1];
  };
  const out = blurPlane(fromRows([[1, 2]]), 2, 1, BINOMIAL, allocate);
  assert.ok(taken.includes(out));
});

test("a Gaussian's weights sum to 1, are even on both sides and fall as the Gaussian does", () => {
  const weights = gaussianKernel(1);
  assert.equal(weights.length, 7);
  assert.ok(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-12);
  assert.deepEqual(weights, weights.toReversed());
  assert.ok(Math.abs(weights[4] / weights[3] - Math.exp(-0.5)) < 1e-12);
});
