import assert from "node:assert/strict";
import { test } from "node:test";
import { groupLines, sharesInk } from "../../../src/core/numbers/group-lines.ts";

/** A digit's box, 20 wide and 30 high. */
const at = (x: number, y: number, width = 20, height = 30) => ({ x, y, width, height });

test("boxes beside each other are a line, from left to right; lines go from top to bottom", () => {
  assert.deepEqual(groupLines([at(60, 100), at(30, 0), at(0, 2), at(30, 101), at(0, 99)]), [
    [2, 1],
    [4, 3, 0],
  ]);
  assert.deepEqual(groupLines([]), []);
  assert.deepEqual(groupLines([at(5, 5)]), [[0]]);
});

test("a line may rise or fall by more than its height", () => {
  const rising = Array.from({ length: 10 }, (_, i) => at(30 * i, 200 - 8 * i));
  assert.deepEqual(groupLines(rising), [rising.map((_, i) => i)]);
});

test("what is far apart, or of quite another size, is no line", () => {
  assert.equal(groupLines([at(0, 0), at(20 + 9 * 30, 0)]).length, 2);
  assert.equal(groupLines([at(0, 0, 60, 90), at(70, 30)]).length, 2);
});

test("two boxes of the same ink are in one line, whichever is true", () => {
  assert.deepEqual(groupLines([at(0, 0), at(2, 0, 36, 32), at(60, 0)]).length, 1);
  assert.ok(sharesInk(at(0, 0), at(2, 0, 36, 32)));
  assert.ok(!sharesInk(at(0, 0), at(15, 0)), "digits that touch are two");
  assert.ok(!sharesInk(at(0, 0), at(0, 40)), "what stands below is another line's");
});

test("something between two lines doesn't make one of them", () => {
  const lines = [0, 36].flatMap((y) => [at(0, y), at(25, y), at(50, y)]);
  const between = at(75, 13, 20, 40);
  assert.deepEqual(
    groupLines([...lines, between]).map((line) => line.length),
    [4, 3],
  );
});
