import assert from "node:assert/strict";
import { test } from "node:test";
import { resizeArea } from "../../../src/core/image/resize-area.ts";
import { createRandom } from "../../../src/training/random.ts";

function draw(width: number, height: number) {
  const random = createRandom(width, height);
  return { width, height, rgba: Uint8Array.from({ length: width * height * 4 }, () => random.below(256)) };
}

/** The mean of what a pixel covers, straight from its definition. */
function meanOf({ width, rgba }: ReturnType<typeof draw>, c: number, left: number, top: number, w: number, h: number) {
  let sum = 0;
  for (let y = Math.floor(top); y < top + h; y++) {
    for (let x = Math.floor(left); x < left + w; x++) {
      const across = Math.min(left + w, x + 1) - Math.max(left, x);
      const down = Math.min(top + h, y + 1) - Math.max(top, y);
      if (across > 1e-9 && down > 1e-9) sum += across * down * rgba[(y * width + x) * 4 + c];
    }
  }
  return sum / (w * h) / 255;
}

test("made smaller, a pixel is the mean of what it covers, in each colour", () => {
  for (const [width, height, toWidth, toHeight] of [
    [48, 36, 19, 14],
    [30, 20, 10, 5],
    [7, 5, 7, 5],
    [40, 3, 1, 1],
    [9, 800, 3, 2],
  ]) {
    const picture = draw(width, height);
    const { data } = resizeArea(picture, toWidth, toHeight);
    const [w, h] = [width / toWidth, height / toHeight];
    for (const [i, value] of data.entries()) {
      const [x, y, c] = [i % toWidth, Math.floor(i / toWidth) % toHeight, Math.floor(i / toWidth / toHeight)];
      const expected = meanOf(picture, c, x * w, y * h, w, h);
      assert.ok(Math.abs(value - expected) < 1e-6, `${width}×${height} at ${x}, ${y}: ${value}, not ${expected}`);
    }
  }
});

test("a part of a picture, within larger planes, is what it is by itself", () => {
  const picture = draw(40, 30);
  const part = { x: 7, y: 4, width: 20, height: 15 };
  const cut = { width: 20, height: 15, rgba: new Uint8Array(20 * 15 * 4) };
  for (let y = 0; y < 15; y++)
    cut.rgba.set(picture.rgba.subarray(((y + 4) * 40 + 7) * 4, ((y + 4) * 40 + 27) * 4), y * 80);
  for (const [width, height] of [
    [8, 6],
    [32, 24],
  ]) {
    const padded = resizeArea(picture, width, height, { part, paddedWidth: width + 3, paddedHeight: height + 2 });
    const alone = resizeArea(cut, width, height);
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < height + 2; y++)
        for (let x = 0; x < width + 3; x++) {
          const expected = x < width && y < height ? alone.data[(c * height + y) * width + x] : 0;
          assert.equal(padded.data[(c * (height + 2) + y) * (width + 3) + x], expected);
        }
  }
});

test("made larger, a pixel lies between its neighbours", () => {
  const { data } = resizeArea({ width: 2, height: 1, rgba: Uint8Array.of(0, 0, 0, 255, 255, 0, 0, 255) }, 4, 1);
  assert.deepEqual(
    [...data.subarray(0, 4)].map((value) => Math.round(100 * value)),
    [0, 25, 75, 100],
  );
});
