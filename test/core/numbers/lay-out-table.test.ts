import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutTable } from "../../../src/core/numbers/lay-out-table.ts";

const at = (x: number, y: number, width = 60, height = 30) => ({ x, y, width, height });
const layOut = (...boxes: ReturnType<typeof at>[]) => layOutTable(boxes).map(({ row, column }) => [row, column]);

test("numbers below each other are columns, whatever their order, length and lacking cells", () => {
  const table = [at(200, 0), at(0, 2), at(210, 52, 40), at(5, 100), at(400, 101, 20)];
  assert.deepEqual(layOut(...table), [
    [0, 1],
    [0, 0],
    [1, 1],
    [2, 0],
    [2, 2],
  ]);
});

test("where numbers don't stand below each other, a column is the place in the row", () => {
  assert.deepEqual(layOut(at(0, 0), at(100, 0), at(50, 50), at(150, 50)), [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
});

test("one number, or none", () => {
  assert.deepEqual(layOut(at(7, 7)), [[0, 0]]);
  assert.deepEqual(layOut(), []);
});
