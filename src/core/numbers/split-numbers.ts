import type { Box } from "../picture.ts";

/** How wide the space between two numbers is at least, in heights of the line; and more where the digits themselves stand wide. */
const MIN_SPACE = 0.85;
const SPACE_START = 0.5;
const SPACE_PER_GAP = 1.7;
/** Wider gaps than this, in heights, are no measure of how wide the digits stand. */
const MAX_USUAL = 1.6;

/**
 * Cuts a line into numbers where the space between two digits is far wider than between the others.
 *
 * @param line indices into `boxes`, from left to right, at least one
 */
export function splitNumbers(boxes: readonly Box[], line: readonly number[]): number[][] {
  const tall = median(line.map((i) => boxes[i].height));
  let right = Number.NEGATIVE_INFINITY;
  const gaps = line.map((i) => {
    const gap = (boxes[i].x - right) / tall;
    right = Math.max(right, boxes[i].x + boxes[i].width);
    return gap;
  });
  const usual = median(gaps.filter((gap) => gap > 0 && gap < MAX_USUAL));
  const space = Math.max(MIN_SPACE, SPACE_START + SPACE_PER_GAP * usual);
  const numbers: number[][] = [];
  for (const [at, i] of line.entries()) {
    if (gaps[at] > space) numbers.push([]);
    numbers[numbers.length - 1].push(i);
  }
  return numbers;
}

/** 0 where there is nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
