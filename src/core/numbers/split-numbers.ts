import type { Box } from "../picture.ts";

/** How wide the space between two numbers is at least, in heights of the line; and more where the digits themselves stand wide. */
const MIN_SPACE = 0.85;
const SPACE_START = 0.5;
const SPACE_PER_GAP = 1.7;
/** Wider gaps than this, in heights, are no measure of how wide the digits stand. */
const MAX_USUAL = 1.6;

/**
 * Cuts a line into numbers where the space between two digits is far wider than between the others. What hardly is a digit bridges no
 * space: it belongs to the number beside it, or to none.
 *
 * @param line indices into `boxes`, from left to right, at least one
 * @param isLikely whether a box may well show a digit
 */
export function splitNumbers(
  boxes: readonly Box[],
  line: readonly number[],
  isLikely: (index: number) => boolean,
): number[][] {
  const likely = line.filter(isLikely);
  if (likely.length === 0 || likely.length === line.length) return cut(boxes, line).numbers;
  const { numbers, space } = cut(boxes, likely);
  const joined = numbers.map((number) => [...number]);
  const rest = line.filter((i) => {
    if (isLikely(i)) return false;
    const distances = numbers.map((number) => Math.min(...number.map((j) => distance(boxes[i], boxes[j]))));
    const nearest = distances.indexOf(Math.min(...distances));
    if (distances[nearest] > space) return true;
    joined[nearest].push(i);
    return false;
  });
  const middle = (i: number) => boxes[i].x + boxes[i].width / 2;
  return [...joined, ...(rest.length > 0 ? cut(boxes, rest).numbers : [])]
    .map((number) => number.toSorted((a, b) => middle(a) - middle(b)))
    .sort((a, b) => middle(a[0]) - middle(b[0]));
}

/** @returns numbers from left to right, and the space, in pixels, from which on they are cut */
function cut(boxes: readonly Box[], line: readonly number[]): { numbers: number[][]; space: number } {
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
  return { numbers, space: space * tall };
}

/** Between two boxes across; negative where they overlap. */
function distance(a: Box, b: Box): number {
  return Math.max(a.x - b.x - b.width, b.x - a.x - a.width);
}

/** 0 where there is nothing. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
