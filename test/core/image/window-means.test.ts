import assert from "node:assert/strict";
import { test } from "node:test";
import { integralImage } from "../../../src/core/image/integral-image.ts";
import { windowMeans } from "../../../src/core/image/window-means.ts";
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
  const means = (y: number, radius: number) => [...windowMeans(sums, 3, 3, y, radius)];
  assert.deepEqual(means(1, 0), [4, 5, 6]);
  assert.deepEqual(means(1, 1), [4.5, 5, 5.5]);
  assert.deepEqual(means(0, 1), [3, 3.5, 4]);
  assert.deepEqual(means(2, 9), [5, 5, 5]);
});
