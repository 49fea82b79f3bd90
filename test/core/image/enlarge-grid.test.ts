import assert from "node:assert/strict";
import { test } from "node:test";
import { enlargeGrid } from "../../../src/core/image/enlarge-grid.ts";
import { fromRows, toRows } from "../../helpers/matrix.ts";

const places = (...list: [first: number, share: number][]) => ({
  firsts: Int32Array.from(list, ([first]) => first),
  shares: Float64Array.from(list, ([, share]) => share),
});

test("a grid is spread over a picture, bilinear between its points", () => {
  const grid = fromRows([
    [0, 8],
    [4, 16],
  ]);
  const out = enlargeGrid(grid, 2, places([0, 0], [0, 0.5], [0, 1]), places([0, 0], [0, 0.25]), new Float32Array(6));
  assert.deepEqual(toRows(out, 3), [
    [0, 4, 8],
    [1, 5.5, 10],
  ]);
});

test("a grid of one point gives an even picture", () => {
  const out = enlargeGrid(fromRows([[7]]), 1, places([0, 0], [0, 0]), places([0, 0]), new Float32Array(2));
  assert.deepEqual([...out], [7, 7]);
});
