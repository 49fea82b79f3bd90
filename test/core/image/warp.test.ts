import assert from "node:assert/strict";
import { test } from "node:test";
import { warp } from "../../../src/core/image/warp.ts";
import { fromRows, toRows } from "../../helpers/matrix.ts";

const VALUES = fromRows([
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
]);
const SAME = [1, 0, 0, 1] as const;
const MIDDLE = [1, 1] as const;

test("a quarter turn about the middle", () => {
  assert.deepEqual(toRows(warp(VALUES, 3, 3, { matrix: [0, 1, -1, 0], to: MIDDLE, from: MIDDLE }), 3), [
    [7, 4, 1],
    [8, 5, 2],
    [9, 6, 3],
  ]);
});

test("a shift leaves paper behind, or what stood at the border", () => {
  const shift = { matrix: SAME, to: [1, 0], from: [0, 0] } as const;
  assert.deepEqual(toRows(warp(VALUES, 3, 3, shift), 3)[0], [0, 1, 2]);
  assert.deepEqual(toRows(warp(VALUES, 3, 3, { ...shift, border: "repeat" }), 3)[0], [1, 1, 2]);
});

test("the result may have a size of its own", () => {
  const half = { matrix: [0.5, 0, 0, 0.5], to: [0, 0], from: [0, 0] } as const;
  assert.deepEqual(toRows(warp(VALUES, 3, 3, half, { width: 5, height: 1 }), 5), [[1, 1.5, 2, 2.5, 3]]);
});

test("each pixel can be moved further", () => {
  const x = fromRows([
    [1, 0, -1],
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const moved = warp(VALUES, 3, 3, { matrix: SAME, to: MIDDLE, from: MIDDLE, wander: { x, y: new Float32Array(9) } });
  assert.deepEqual(toRows(moved, 3), [
    [2, 2, 2],
    [4, 5, 6],
    [7, 8, 9],
  ]);
});
