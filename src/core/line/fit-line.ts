import type { Box } from "../picture.ts";
import type { LinePlace } from "./strip.ts";

/** Lines rise or fall at most so much for each pixel across. */
const MAX_SLOPE = 0.4;
/** Steps per pixel, and per slope of 1, that a line's place is rounded to. */
const GRID = 4;
const SLOPES = 256;
/** What stands beside a line in its strip, in heights of its digits. */
const MARGIN = 1;

/**
 * Where the line of these digits lies: as high as they are in the middle (the median), and as level as they stand (least squares).
 *
 * @param digits boxes from left to right, at least one
 */
export function fitLine(digits: readonly Box[]): LinePlace {
  const heights = digits.map(({ height }) => height).sort((a, b) => a - b);
  const height = heights[heights.length >> 1];
  const points = digits.map((box) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x0, y0] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  // Digits differ in where their middle is: few, close to each other, say little about the slope.
  let [across, down] = [height * height, 0];
  for (const { x, y } of points) {
    across += (x - x0) ** 2;
    down += (x - x0) * (y - y0);
  }
  const slope = Math.round(SLOPES * Math.max(-MAX_SLOPE, Math.min(MAX_SLOPE, down / across))) / SLOPES;
  const left = onGrid(Math.min(...digits.map(({ x }) => x)) - MARGIN * height);
  const right = onGrid(Math.max(...digits.map(({ x, width }) => x + width)) + MARGIN * height);
  return { left, right, y: onGrid(y0 + slope * (left - x0)), slope, height: Math.max(1 / GRID, onGrid(height)) };
}

/** Engines differ in the last bits of a box; rounded, the strip is the same. */
function onGrid(value: number): number {
  return Math.round(value * GRID) / GRID;
}
