import assert from "node:assert/strict";
import { test } from "node:test";
import { renderStrokes } from "../../../src/core/image/render-strokes.ts";

/** Coverage as text: `#` for more than half, `.` for less. */
function show(coverage: Float32Array, width: number): string[] {
  const rows: string[] = [];
  for (let at = 0; at < coverage.length; at += width) {
    rows.push([...coverage.subarray(at, at + width)].map((value) => (value > 0.5 ? "#" : ".")).join(""));
  }
  return rows;
}

test("a stroke is as wide as its pen and has round ends", () => {
  const stroke = [
    { x: 2.5, y: 3.5 },
    { x: 7.5, y: 3.5 },
  ];
  const coverage = renderStrokes([stroke], 2.5, { width: 10, height: 7 });
  assert.deepEqual(show(coverage, 10), [
    "..........",
    "..........",
    "..######..",
    ".########.",
    "..######..",
    "..........",
    "..........",
  ]);
});

test("the edge of a stroke is shared between the pixels it crosses", () => {
  const stroke = [
    { x: 0, y: 2 },
    { x: 4, y: 2 },
  ];
  const coverage = renderStrokes([stroke], 1, { width: 4, height: 4 });
  assert.deepEqual([coverage[1], coverage[5], coverage[9], coverage[13]], [0, 0.5, 0.5, 0]);
});

test("strokes that cross are no darker than one, and pressure widens the pen", () => {
  const across = [
    { x: 0, y: 5.5, pressure: 1 },
    { x: 11, y: 5.5, pressure: 3 },
  ];
  const down = [
    { x: 5.5, y: 0 },
    { x: 5.5, y: 11 },
  ];
  const coverage = renderStrokes([across, down], 2, { width: 11, height: 11 });
  assert.equal(Math.max(...coverage), 1);
  const column = (x: number) => show(coverage, 11).filter((row) => row[x] === "#").length;
  assert.ok(column(10) > column(0));
});

test("what lies outside the paper is cut off", () => {
  const stroke = [
    { x: -50, y: -50 },
    { x: 60, y: 60 },
  ];
  assert.equal(renderStrokes([stroke], 2, { width: 8, height: 8 })[0], 1);
});

test("a single point is a dot", () => {
  assert.deepEqual(show(renderStrokes([[{ x: 1.5, y: 1.5 }]], 2, { width: 3, height: 3 }), 3), ["...", ".#.", "..."]);
});
