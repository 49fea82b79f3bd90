import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleColours } from "../../../src/core/frame/sample-colours.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";

/** The green plane in rows, rounded. */
function sample(rows: readonly string[], centre: { x: number; y: number }, scale: number, size: number): number[][] {
  const planes = sampleColours(fromAscii(rows), centre, scale, size);
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => Math.round(planes[size * size + y * size + x])),
  );
}

test("at its own scale a picture stays as it is", () => {
  assert.deepEqual(sample(["#.", ".+"], { x: 1, y: 1 }, 1, 2), [
    [0, 255],
    [255, 128],
  ]);
});

test("made smaller, a pixel is the mean of what it covers", () => {
  assert.deepEqual(sample(["#...", "....", "....", "..##"], { x: 2, y: 2 }, 0.5, 2), [
    [191, 255],
    [255, 128],
  ]);
});

test("made larger, it lies between its neighbours", () => {
  const [row] = sample(["#.", "#."], { x: 1, y: 1 }, 2, 4);
  assert.deepEqual(row, [0, 64, 191, 255]);
});

test("beyond its border the picture goes on as it ends there", () => {
  assert.deepEqual(sample(["#.", "#."], { x: 1, y: 1 }, 1, 4)[0], [0, 0, 255, 255]);
  assert.deepEqual(sample(["+"], { x: 50, y: 0.5 }, 1, 2), [
    [128, 128],
    [128, 128],
  ]);
});

test("each colour is a plane of its own", () => {
  const rgba = new Uint8Array([10, 20, 30, 255]);
  const planes = sampleColours({ width: 1, height: 1, rgba }, { x: 0.5, y: 0.5 }, 1, 1);
  assert.deepEqual([...planes].map(Math.round), [10, 20, 30]);
});
