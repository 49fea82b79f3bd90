import assert from "node:assert/strict";
import { test } from "node:test";
import { copyPart } from "../../../src/core/pixels/copy-part.ts";

import { bytesAt, FREE, reserve } from "../../../src/core/pixels/pixel-kernels.ts";

const [WIDTH, HEIGHT] = [200, 5];
const rgba = Uint8Array.from({ length: 4 * WIDTH * HEIGHT }, (_, i) => i % 251);

for (const { name, part } of [
  { name: "narrow", part: { x: 7, y: 1, width: 3, height: 4 } },
  { name: "wide", part: { x: 20, y: 2, width: 150, height: 2 } },
  { name: "whole", part: { x: 0, y: 0, width: WIDTH, height: HEIGHT } },
])
  test(`a ${name} part of a picture lies in memory row after row, and nothing behind it is touched`, () => {
    const length = 4 * part.width * part.height;
    reserve(FREE + length + 4);
    const shifted = new Uint8Array(rgba.length + 1);
    shifted.set(rgba, 1);
    const expected = Array.from({ length: part.height }, (_, row) => {
      const from = 4 * ((part.y + row) * WIDTH + part.x);
      return Array.from(rgba.subarray(from, from + 4 * part.width));
    }).flat();
    for (const own of [rgba, shifted.subarray(1)]) {
      bytesAt(FREE, length + 4).fill(255);
      copyPart({ width: WIDTH, rgba: own }, part, FREE);
      assert.deepEqual(Array.from(bytesAt(FREE, length + 4)), [...expected, 255, 255, 255, 255]);
    }
  });
