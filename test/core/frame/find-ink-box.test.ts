import assert from "node:assert/strict";
import { test } from "node:test";
import { findInkBox } from "../../../src/core/frame/find-ink-box.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";

const ROWS = ["........", "..##....", "...#....", "...##...", "........", "........"];

test("the box is around all ink, dark on light or light on dark", () => {
  const expected = { box: { x: 2, y: 1, width: 3, height: 3 }, clearBorder: 1 };
  assert.deepEqual(findInkBox(fromAscii(ROWS)), expected);
  const inverse = ROWS.map((row) => row.replace(/[.#]/g, (c) => (c === "." ? "#" : ".")));
  assert.deepEqual(findInkBox(fromAscii(inverse)), expected);
});

test("ink is what has a third of the strongest ink's difference from the paper", () => {
  const { rgba, ...size } = fromAscii(ROWS);
  rgba.set([220, 220, 220], 4 * (5 * 8 + 7)); // a stain
  assert.deepEqual(findInkBox({ ...size, rgba })?.box, { x: 2, y: 1, width: 3, height: 3 });
  rgba.set([120, 120, 120], 4 * (5 * 8 + 7)); // a stroke's soft end
  assert.deepEqual(findInkBox({ ...size, rgba })?.box, { x: 2, y: 1, width: 6, height: 5 });
});

test("ink that runs to the border leaves less of it clear", () => {
  const found = findInkBox(fromAscii(["..#.", "..#.", "..#.", "..#."]));
  assert.deepEqual(found, { box: { x: 2, y: 0, width: 1, height: 4 }, clearBorder: 14 / 16 });
});

test("paper alone has none, its grain included", () => {
  assert.equal(findInkBox(fromAscii(["....", "....", "...."])), undefined);
  const { rgba, ...size } = fromAscii(["....", "....", "...."]);
  rgba.set([245, 245, 245], 4 * 5);
  assert.equal(findInkBox({ ...size, rgba }), undefined);
});
