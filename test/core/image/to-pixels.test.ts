import assert from "node:assert/strict";
import { test } from "node:test";
import { toPixels } from "../../../src/core/image/to-pixels.ts";

const RGBA = [1, 2, 3, 255, 4, 5, 6, 128];
const PIXELS = [0xff030201, 0x80060504];

test("pixels are read where they lie, whole words or not, in arrays of their own or in Node's shared buffers", () => {
  for (const offset of [0, 1, 2, 3, 4]) {
    const shared = new Uint8Array([...Array(offset).fill(9), ...RGBA, 9, 9, 9]);
    const { buffer } = shared;
    for (const bytes of [
      new Uint8Array(buffer, offset, 8),
      new Uint8ClampedArray(buffer, offset, 8),
      Buffer.from(buffer, offset, 8), // whose `slice` doesn't copy
    ])
      assert.deepEqual([...toPixels(bytes)], PIXELS, `${bytes.constructor.name} at ${offset}`);
  }
});
