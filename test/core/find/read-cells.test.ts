import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANNEL_COUNT, CHANNELS, UNIT_SIZE } from "../../../src/core/find/cells.ts";
import { readCells } from "../../../src/core/find/read-cells.ts";

const [ROWS, COLUMNS] = [4, 6];

/** A map that is sure of nothing, with these logits of a centre, as [x, y, logit]. */
function toCells(...centres: (readonly [x: number, y: number, logit: number])[]): Float32Array {
  const cells = new Float32Array(CHANNEL_COUNT * ROWS * COLUMNS);
  cells.fill(-9, 0, ROWS * COLUMNS);
  for (const [x, y, logit] of centres) cells[y * COLUMNS + x] = logit;
  return cells;
}
const read = (cells: Float32Array, minLogit = 0) => readCells(cells, ROWS, COLUMNS, minLogit);

test("a peak is a box around its centre, in pixels of the input", () => {
  const cells = toCells([2, 1, 3]);
  const put = (channel: number, value: number) => {
    cells[channel * ROWS * COLUMNS + COLUMNS + 2] = value;
  };
  put(CHANNELS.width, Math.log(0.5));
  put(CHANNELS.height, Math.log(2));
  put(CHANNELS.x, 0.25);
  put(CHANNELS.y, -0.5);
  put(CHANNELS.classes + 7, 20);
  const [{ box, logit, logDigits }, ...others] = read(cells);
  assert.deepEqual(others, []);
  const rounded = Object.fromEntries(
    Object.entries(box).map(([side, value]) => [side, Math.round(value * 1000) / 1000]),
  );
  assert.deepEqual(rounded, { x: 11 - UNIT_SIZE / 4, y: 4 - UNIT_SIZE, width: UNIT_SIZE / 2, height: 2 * UNIT_SIZE });
  assert.equal(logit, 3);
  assert.ok(Math.abs(logDigits.reduce((sum, log) => sum + Math.exp(log), 0) - 1) < 1e-5);
  assert.ok(logDigits[7] > -1e-5);
});

test("beside a peak nothing is one, and of equal neighbours the first is; they come row by row", () => {
  const peaks = (...centres: Parameters<typeof toCells>) => read(toCells(...centres)).map(({ logit }) => logit);
  assert.deepEqual(peaks([1, 1, 2], [2, 2, 3], [4, 1, 1]), [1, 3]);
  assert.deepEqual(peaks([1, 1, 2], [2, 1, 2]), [2]);
  assert.deepEqual(peaks([0, 0, 2], [5, 3, 2]), [2, 2]);
});

test("what is below the least logit, or no number, is no peak; sides stay finite", () => {
  assert.deepEqual(read(toCells([1, 1, 2], [4, 2, Number.NaN]), 2.5), []);
  const cells = toCells([1, 1, 2]);
  cells[CHANNELS.width * ROWS * COLUMNS + COLUMNS + 1] = 1000;
  cells[CHANNELS.height * ROWS * COLUMNS + COLUMNS + 1] = -1000;
  const [{ box }] = read(cells);
  assert.deepEqual([box.width, box.height], [2000, 1]);
});
