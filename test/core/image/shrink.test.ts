import assert from "node:assert/strict";
import { test } from "node:test";
import { shrink } from "../../../src/core/image/shrink.ts";
import { shrinkFactor } from "../../../src/core/image/shrink-factor.ts";
import { toOriginalBox } from "../../../src/core/image/to-original-box.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";
import { toRows } from "../../helpers/matrix.ts";

test("each pixel becomes the mean of a block, and a small picture keeps its size", () => {
  const picture = fromAscii(["##..", "#...", "....", "...#"]);
  const { width, height, red, green } = shrink(picture, 2);
  assert.deepEqual([width, height], [2, 2]);
  assert.deepEqual(toRows(red, 2), [
    [0.25, 1],
    [1, 0.75],
  ]);
  assert.equal(green, red, "a grey picture has one plane");
  assert.equal(shrink(picture, 4).width, 4);
});

test("colours have planes of their own", () => {
  const { red, green, blue } = shrink({ width: 1, height: 1, rgba: Uint8Array.of(255, 0, 51, 255) }, 1);
  assert.deepEqual([toRows(red, 1), toRows(green, 1), toRows(blue, 1)], [[[1]], [[0]], [[0.2]]]);
});

test("behind ink on nothing at all comes its opposite", () => {
  const { red } = shrink(fromAscii(["    ", " #  ", "    "]), 4);
  assert.deepEqual(toRows(red, 4), [
    [1, 1, 1, 1],
    [1, 0, 1, 1],
    [1, 1, 1, 1],
  ]);
});

test("only large pictures are shrunk before anything is looked for, and strips less", () => {
  assert.equal(shrinkFactor(800, 600), 1);
  assert.equal(shrinkFactor(3000, 2000), 3);
  assert.equal(shrinkFactor(4000, 3000), 5);
  assert.equal(shrinkFactor(6000, 500), 1);
});

test("a box is given in the pixels of the file", () => {
  const box = { x: 1, y: 2, width: 3, height: 4 };
  const size = { width: 10, height: 20 };
  assert.deepEqual(toOriginalBox(box, size), box);
  const original = { width: 30, height: 50 };
  assert.deepEqual(toOriginalBox(box, { ...size, original }), { x: 3, y: 5, width: 9, height: 10 });
});
