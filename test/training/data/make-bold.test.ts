import assert from "node:assert/strict";
import { test } from "node:test";
import { dilate, makeBold } from "../../../src/training/data/make-bold.ts";
import { createRandom } from "../../../src/training/random.ts";

const toCoverage = (rows: readonly string[]) => Float32Array.from(rows.join(""), (pixel) => Number(pixel === "#"));
const toRows = (coverage: Float32Array, size: number) =>
  Array.from({ length: coverage.length / size }, (_, y) =>
    Array.from(coverage.subarray(y * size, (y + 1) * size), (value) =>
      value > 0.9 ? "#" : value > 0.4 ? "+" : ".",
    ).join(""),
  );

test("dilation widens ink by a disc with a soft edge, and ends at the border", () => {
  const ink = ["#......", ".......", "....#..", "....#..", "....#..", "......."];
  assert.deepEqual(toRows(dilate(toCoverage(ink), 7, 1), 7), [
    "#+.....",
    "+...+..",
    "...+#+.",
    "...+#+.",
    "...+#+.",
    "....+..",
  ]);
  assert.deepEqual(toRows(dilate(toCoverage(ink), 7, 1.5), 7), [
    "##.....",
    "#+.+#+.",
    "...###.",
    "...###.",
    "...###.",
    "...+#+.",
  ]);
});

test("a bold digit has no less ink than before, mostly far more, the same each time", () => {
  const size = 28;
  const thin = Float32Array.from({ length: size * size }, (_, i) =>
    Number(i % size === 14 && i > 4 * size && i < 24 * size),
  );
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  let far = 0;
  for (let seed = 0; seed < 20; seed++) {
    const bold = makeBold(thin, size, createRandom(seed, 0));
    assert.deepEqual(makeBold(thin, size, createRandom(seed, 0)), bold);
    assert.ok(sum(bold) >= sum(thin) && sum(bold) < 5.5 * sum(thin), `${sum(bold)} of ${sum(thin)}`);
    if (sum(bold) > 2 * sum(thin)) far++;
  }
  assert.ok(far > 10, `${far} of 20`);
});
