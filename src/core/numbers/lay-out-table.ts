import type { Box } from "../picture.ts";

/** Where a number stands among the others, from 0. */
export interface TablePlace {
  readonly row: number;
  readonly column: number;
}

/** Numbers are in one row where they overlap in height by at least this share of the lower one. */
const SAME_ROW = 0.5;

/**
 * Puts numbers into rows from top to bottom, and into columns where they stand below each other; else a number's column is its place in
 * its row.
 *
 * @returns the place of each box, in the order of `boxes`
 */
export function layOutTable(boxes: readonly Box[]): TablePlace[] {
  const rows = findRows(boxes);
  const columns = findColumns(boxes, rows);
  const places = new Array<TablePlace>(boxes.length);
  for (const [row, members] of rows.entries())
    for (const [at, i] of members.entries()) places[i] = { row, column: columns ? columns[i] : at };
  return places;
}

/** Indices into `boxes`: rows from top to bottom, each from left to right. */
function findRows(boxes: readonly Box[]): number[][] {
  const rows: { top: number; bottom: number; members: number[] }[] = [];
  const order = Array.from(boxes.keys()).sort(
    (a, b) => boxes[a].y + boxes[a].height / 2 - boxes[b].y - boxes[b].height / 2,
  );
  for (const i of order) {
    const { y, height } = boxes[i];
    const row = rows.find(({ top, bottom }) => {
      const shared = Math.min(bottom, y + height) - Math.max(top, y);
      return shared > SAME_ROW * Math.min(bottom - top, height);
    });
    if (row) row.members.push(i);
    else rows.push({ top: y, bottom: y + height, members: [i] });
  }
  return rows.map(({ members }) => members.sort((a, b) => boxes[a].x - boxes[b].x));
}

/** Columns are bands that numbers of different rows share; undefined where a band holds two numbers of one row. */
function findColumns(boxes: readonly Box[], rows: readonly (readonly number[])[]): number[] | undefined {
  const order = Array.from(boxes.keys()).sort((a, b) => boxes[a].x - boxes[b].x);
  const columns = new Array<number>(boxes.length);
  let [column, right] = [-1, Number.NEGATIVE_INFINITY];
  for (const i of order) {
    if (boxes[i].x > right) column++;
    columns[i] = column;
    right = Math.max(right, boxes[i].x + boxes[i].width);
  }
  const isClear = rows.every((row) => new Set(row.map((i) => columns[i])).size === row.length);
  return isClear ? columns : undefined;
}
