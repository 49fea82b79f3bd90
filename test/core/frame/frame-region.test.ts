import assert from "node:assert/strict";
import { test } from "node:test";
import { frameRegion } from "../../../src/core/frame/frame-region.ts";
import { INPUT_SIZE } from "../../../src/core/picture.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";

/** A 7 in a box of 12 × 20 at (8, 6). */
const SEVEN = [
  ...Array<string>(6).fill(".".repeat(28)),
  ...Array<string>(3).fill(`${".".repeat(8)}${"#".repeat(12)}${".".repeat(8)}`),
  ...Array<string>(17).fill(`${".".repeat(17)}###${".".repeat(8)}`),
  ...Array<string>(6).fill(".".repeat(28)),
];
const BOX = { x: 8, y: 6, width: 12, height: 20 };
const inverse = SEVEN.map((row) => row.replace(/[.#]/g, (c) => (c === "." ? "#" : ".")));

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

test("ink is 1 and paper 0, the longer side takes 20 pixels, and the ink's middle is the frame's", () => {
  const { input, isDark, contrast } = frameRegion(fromAscii(SEVEN), BOX);
  assert.equal(input.length, INPUT_SIZE ** 2);
  assert.ok(isDark && contrast > 0.9);
  assert.ok(Math.max(...input) > 0.95 && Math.max(...input) <= 1);
  const inked = Array.from({ length: INPUT_SIZE }, (_, y) => input.subarray(28 * y, 28 * y + 28).some((v) => v > 0.5));
  assert.equal(inked.filter(Boolean).length, 20);
  let [mass, sumX, sumY] = [0, 0, 0];
  for (const [i, value] of input.entries()) {
    mass += value;
    sumX += value * ((i % 28) + 0.5);
    sumY += value * (Math.floor(i / 28) + 0.5);
  }
  assert.ok(Math.abs(sumX / mass - 14) < 0.6 && Math.abs(sumY / mass - 14) < 0.6, `${sumX / mass} ${sumY / mass}`);
  assert.deepEqual([input[0], input[27], input[783]], [0, 0, 0]);
});

test("light ink on dark gives the same", () => {
  const { input, isDark } = frameRegion(fromAscii(inverse), BOX);
  assert.ok(!isDark);
  assert.ok(difference(input, frameRegion(fromAscii(SEVEN), BOX).input) < 0.01);
});

test("the picture's size makes little difference", () => {
  const times = (n: number) => ({ x: 8 * n, y: 6 * n, width: 12 * n, height: 20 * n });
  const usual = frameRegion(fromAscii(SEVEN), BOX).input;
  for (const n of [2, 5]) assert.ok(difference(frameRegion(fromAscii(SEVEN, n), times(n)).input, usual) < 0.05, `${n}`);
});

test("a neighbour's ink beyond the box fades away", () => {
  const besides = SEVEN.map((row, y) => (y > 5 && y < 26 ? `${row.slice(0, 26)}##` : row));
  const { input } = frameRegion(fromAscii(besides), BOX);
  assert.ok(difference(input, frameRegion(fromAscii(SEVEN), BOX).input) < 0.01);
});

test("a box on nothing, or beyond the picture, gives finite numbers without contrast", () => {
  for (const box of [BOX, { x: -40, y: -40, width: 20, height: 20 }, { x: 500, y: 0, width: 0, height: 0 }]) {
    const { input, contrast, sharpness } = frameRegion(fromAscii(["...", "..."], 10), box);
    assert.ok(
      input.every((value) => value >= 0 && value <= 1),
      JSON.stringify(box),
    );
    assert.ok(contrast < 0.02 && Number.isFinite(sharpness), `${contrast}`);
  }
});
