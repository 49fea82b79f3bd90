import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drawStrip,
  type LinePlace,
  STRIP_DIGIT,
  STRIP_ROWS,
  STRIP_STRETCH,
  stripColumns,
  stripScale,
  toStrip,
} from "../../../src/core/line/strip.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";

/** A line whose strip shows the picture as it is, but for the stretch: one pixel for one down, 1.4 for one across. */
const PLACE: LinePlace = { left: 0, right: 20, y: STRIP_ROWS / 2, slope: 0, height: STRIP_DIGIT };

/** A picture of 20×32 pixels with a dark block. */
function withBlock(x: number, y: number, width: number, height: number) {
  const rows = Array.from({ length: STRIP_ROWS }, (_, row) =>
    Array.from({ length: 20 }, (_, column) =>
      column >= x && column < x + width && row >= y && row < y + height ? "#" : ".",
    ).join(""),
  );
  return fromAscii(rows);
}

/** Where the strip is darker than half, in rows and columns: first and last. */
function darkPart(colours: Float32Array, columns: number): { rows: number[]; columns: number[] } {
  const dark = Array.from({ length: STRIP_ROWS * columns }, (_, i) => i).filter((i) => colours[i] < 0.5);
  const rows = dark.map((i) => Math.floor(i / columns));
  const across = dark.map((i) => i % columns);
  return {
    rows: [Math.min(...rows), Math.max(...rows)],
    columns: [Math.min(...across), Math.max(...across)],
  };
}

test("a strip shows the line at its own height, stretched across, each colour a plane of its own", () => {
  const columns = 32;
  const colours = drawStrip(withBlock(5, 8, 10, 16), PLACE, columns);
  assert.equal(colours.length, 3 * STRIP_ROWS * columns);
  assert.deepEqual(darkPart(colours, columns), { rows: [8, 23], columns: [7, 20] });
  const plane = STRIP_ROWS * columns;
  assert.deepEqual(colours.slice(0, plane), colours.slice(plane, 2 * plane));
});

test("of a line twice as high, a pixel of the strip is the mean of what it covers", () => {
  const place = { ...PLACE, height: 2 * STRIP_DIGIT, y: 16, right: 20 };
  const colours = drawStrip(withBlock(0, 0, 20, 16), place, 16);
  // The upper half is dark, the border goes on above it; the row in the middle is the first light one.
  const column = Array.from({ length: STRIP_ROWS }, (_, row) => Math.round(colours[row * 16 + 4]));
  assert.deepEqual(column, [...new Array(16).fill(0), ...new Array(16).fill(1)]);
});

test("a line that falls to the right lies level in its strip", () => {
  const rows = Array.from({ length: 40 }, (_, row) =>
    Array.from({ length: 40 }, (_, column) => (Math.abs(row - 10 - column / 2) < 2 ? "#" : ".")).join(""),
  );
  const place = { left: 0, right: 40, y: 10, slope: 0.5, height: STRIP_DIGIT };
  const colours = drawStrip(fromAscii(rows), place, 56);
  const { rows: dark } = darkPart(colours, 56);
  assert.ok(dark[0] >= 13 && dark[1] <= 18, `${dark}`);
});

test("beyond its border the picture goes on as it ends there", () => {
  const colours = drawStrip(fromAscii(["#."]), { left: -10, right: 10, y: 0.5, slope: 0, height: STRIP_DIGIT }, 32);
  assert.equal(colours[0], 0);
  assert.ok(Math.abs(colours[31] - 1) < 1e-6 && Math.abs(colours[31 * 32 + 31] - 1) < 1e-6);
});

test("a box has its place in the strip, and the width of a strip is a multiple of 16", () => {
  const box = { x: 5, y: 8, width: 10, height: 16 };
  assert.deepEqual(toStrip(box, PLACE), { x: 10 * STRIP_STRETCH, y: 16, width: 10 * STRIP_STRETCH, height: 16 });
  assert.equal(stripScale(PLACE), STRIP_STRETCH);
  assert.equal(stripColumns(PLACE), 32); // 20 × 1.4 = 28
  assert.equal(stripColumns({ ...PLACE, right: 0 }), 16);
});
