import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLine } from "../../../src/core/line/fit-line.ts";

const digit = (x: number, y: number, height = 20) => ({ x, y, width: 10, height });

test("a level line lies in the middle of its digits, with as much room at both ends as they are high", () => {
  assert.deepEqual(fitLine([digit(100, 50), digit(120, 50), digit(140, 50)]), {
    ...{ left: 80, right: 170, y: 60, slope: 0, height: 20 },
  });
});

test("its height is the usual one, whatever one of its digits is", () => {
  assert.equal(fitLine([digit(0, 0), digit(20, 0, 21), digit(40, 0, 60)]).height, 21);
});

test("a long line that rises is followed; few digits say little about it", () => {
  const rising = (count: number) => Array.from({ length: count }, (_, i) => digit(20 * i, 100 - 4 * i));
  const long = fitLine(rising(9));
  assert.ok(long.slope < -0.18 && long.slope > -0.21, `${long.slope}`);
  const { slope } = fitLine(rising(2));
  assert.ok(slope < 0 && slope > -0.1, `${slope}`);
  assert.equal(fitLine([digit(5, 5)]).slope, 0);
});

test("no line is steeper than writing is", () => {
  const { slope } = fitLine(Array.from({ length: 9 }, (_, i) => digit(20 * i, 30 * i)));
  assert.ok(Math.abs(slope - 0.4) < 0.01, `${slope}`);
});

test("last bits of boxes, in which engines differ, change nothing", () => {
  const shift = 1 / 64 + 1e-6;
  const boxes = [digit(100.1, 50.3, 21.1), digit(120.2, 51.1, 20.9), digit(141.3, 50.9, 21.4)];
  assert.deepEqual(fitLine(boxes.map((box) => ({ ...box, x: box.x + shift }))), fitLine(boxes));
});
