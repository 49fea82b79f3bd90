import assert from "node:assert/strict";
import { test } from "node:test";
import { integralImage } from "../../../src/core/image/integral-image.ts";
import { windowMean } from "../../../src/core/image/window-mean.ts";
import { fromRows } from "../../helpers/matrix.ts";

const VALUES = fromRows([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);
const sums = integralImage(VALUES, 3, 3);

test("an integral image holds the sum above and to the left of each corner", () => {
  assert.deepEqual([...sums], [0, 0, 0, 0, 0, 1, 3, 6, 0, 5, 12, 21, 0, 12, 27, 45]);
});

test("the mean of a window is taken over as much of it as lies in the picture", () => {
  const mean = (x: number, y: number, radius: number) => windowMean(sums, 3, 3, x, y, radius);
  assert.equal(mean(1, 1, 0), 5);
  assert.equal(mean(1, 1, 1), 5);
  assert.equal(mean(0, 0, 1), 3);
  assert.equal(mean(2, 1, 1), 5.5);
  assert.equal(mean(0, 2, 9), 5);
});
