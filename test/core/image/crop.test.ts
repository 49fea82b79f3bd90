import assert from "node:assert/strict";
import { test } from "node:test";
import { crop } from "../../../src/core/image/crop.ts";
import { fromRows, toRows } from "../../helpers/matrix.ts";

test("a rectangle is cut out of a plane", () => {
  const values = fromRows([
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]);
  assert.deepEqual(toRows(crop(values, 3, { x: 1, y: 0, width: 2, height: 3 }), 2), [
    [2, 3],
    [5, 6],
    [8, 9],
  ]);
});

test("a pixel's channels stay together, and the cut-out is a copy of the same kind", () => {
  const rgba = Uint8ClampedArray.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  const cut = crop(rgba, 2, { x: 1, y: 1, width: 1, height: 1 }, 4);
  assert.deepEqual(cut, Uint8ClampedArray.of(13, 14, 15, 16));
  cut.fill(0);
  assert.equal(rgba[12], 13);
});
