import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleColours } from "../../../src/core/frame/sample-colours.ts";
import { resizeArea } from "../../../src/core/image/resize-area.ts";
import { createRandom } from "../../../src/training/random.ts";

test("a picture that is too large for one band is sampled as in one", () => {
  const [width, height] = [3000, 1200];
  const random = createRandom(3);
  const rgba = Uint8Array.from({ length: 4 * width * height }, () => random.below(256));
  const { data } = resizeArea({ width, height, rgba }, 50, 20);
  for (const [x, y] of [
    [0, 0],
    [49, 19],
    [20, 5],
    [31, 13],
  ]) {
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let v = 60 * y; v < 60 * (y + 1); v++)
        for (let u = 60 * x; u < 60 * (x + 1); u++) sum += rgba[4 * (v * width + u) + c];
      assert.ok(Math.abs(data[(c * 20 + y) * 50 + x] - sum / 3600 / 255) < 1e-6, `${x}, ${y}`);
    }
  }
});

test("beyond its border a picture goes on also where a pixel covers thousands of others", () => {
  const rgba = new Uint8Array(4 * 600 * 600).fill(200);
  const colours = sampleColours({ width: 600, height: 600, rgba }, { x: 300, y: 300 }, 1 / 700, 2);
  for (const value of colours) assert.ok(Math.abs(value - 200) < 0.01, String(value));
});
