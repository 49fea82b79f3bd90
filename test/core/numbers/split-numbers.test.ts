import assert from "node:assert/strict";
import { test } from "node:test";
import { splitNumbers } from "../../../src/core/numbers/split-numbers.ts";

/** Boxes 20 wide and 30 high, with these gaps before them. */
function toBoxes(...gaps: number[]) {
  let x = 0;
  return gaps.map((gap) => {
    x += gap + 20;
    return { x: x - 20, y: 0, width: 20, height: 30 };
  });
}
const split = (...gaps: number[]) => splitNumbers(toBoxes(...gaps), [...gaps.keys()], () => true);

test("a gap far wider than the others stands between two numbers", () => {
  assert.deepEqual(split(0, 6, 6, 60, 6), [
    [0, 1, 2],
    [3, 4],
  ]);
  assert.deepEqual(split(0), [[0]]);
});

test("digits that all stand wide are one number", () => {
  assert.deepEqual(split(0, 25, 25, 26, 25), [[0, 1, 2, 3, 4]]);
});

test("touching digits are no gap, and a box within another one doesn't widen what follows", () => {
  assert.deepEqual(split(0, -4, -3), [[0, 1, 2]]);
  const boxes = [
    { x: 0, y: 0, width: 60, height: 30 },
    { x: 5, y: 0, width: 20, height: 30 },
    { x: 66, y: 0, width: 20, height: 30 },
  ];
  assert.deepEqual(
    splitNumbers(boxes, [0, 1, 2], () => true),
    [[0, 1, 2]],
  );
});

test("what hardly is a digit bridges no space; it belongs to the number beside it, or to none", () => {
  const boxes = toBoxes(0, 6, 15, 15, 6);
  const all = [...boxes.keys()];
  assert.deepEqual(
    splitNumbers(boxes, all, () => true),
    [all],
  );
  const unlikely = (...those: number[]) => splitNumbers(boxes, all, (i) => !those.includes(i));
  assert.deepEqual(unlikely(2), [
    [0, 1, 2],
    [3, 4],
  ]);
  assert.deepEqual(
    unlikely(2, 3, 4),
    [
      [0, 1, 2],
      [3, 4],
    ],
    "the nearest joins, those beyond are none of it",
  );
  assert.deepEqual(unlikely(0, 1, 2, 3, 4), [all], "where none is likely, all are as good");
});
