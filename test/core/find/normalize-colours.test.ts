import assert from "node:assert/strict";
import { test } from "node:test";
import { normalizeColours } from "../../../src/core/find/normalize-colours.ts";

/** Three planes of four pixels. */
const PLANES = [0.9, 0.9, 0.1, 0.9, 0.8, 0.8, 0.2, 0.8, 0.7, 0.7, 0.3, 0.7];

function normalize(planes: readonly number[]): Float32Array {
  const normalized = Float32Array.from(planes);
  normalizeColours(normalized);
  return normalized;
}

test("each colour has the mean 0, and all together the spread 1", () => {
  const planes = normalize(PLANES);
  for (const c of [0, 1, 2]) assert.ok(Math.abs(planes.subarray(4 * c, 4 * c + 4).reduce((a, b) => a + b)) < 1e-5);
  assert.ok(Math.abs(planes.reduce((sum, value) => sum + value * value, 0) / 12 - 1) < 1e-5);
  assert.ok(planes[2] < planes[6] && planes[6] < planes[10], "the ink's colour stays");
});

test("half the light, or a lamp's colour, makes no difference", () => {
  const usual = normalize(PLANES);
  for (const planes of [PLANES.map((v) => v / 2), PLANES.map((v, i) => v * 0.5 + (i < 4 ? 0.3 : 0.1))])
    for (const [i, value] of normalize(planes).entries()) assert.ok(Math.abs(value - usual[i]) < 1e-4);
});

test("noise on an empty sheet stays small, and nothing is more than 4 from the mean", () => {
  assert.deepEqual(
    normalize(new Array(12).fill(0.7))
      .map(Math.abs)
      .filter((value) => value > 1e-5),
    new Float32Array(),
  );
  assert.ok(Math.max(...normalize(PLANES.map((_, i) => 0.9 + 0.002 * (i % 2)))) < 0.05);
  const speck = normalize(Array.from({ length: 300 }, (_, i) => (i % 100 === 5 ? 0 : 1)));
  assert.equal(Math.min(...speck), -4);
});
