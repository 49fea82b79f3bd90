import type { Box } from "../picture.ts";

/** Neighbours on a line overlap in height by at least this share of the lower one. */
const MIN_BESIDE = 0.45;
/** Their heights differ by less than this factor. */
const MAX_HEIGHT_RATIO = 2.3;
/** Digits of one line stand at most so far apart, in heights. */
const MAX_REACH = 8;
/** Boxes that cover each other across by more than this share of the narrower show the same ink. */
const SAME_INK = 0.6;

/**
 * Groups boxes into lines of writing: each is linked with its nearest neighbour to the right at about the same height, and what hangs
 * together is a line, also where it rises or falls.
 *
 * @returns indices into `boxes`: lines from top to bottom, each from left to right
 */
export function groupLines(boxes: readonly Box[]): number[][] {
  const parent = boxes.map((_, index) => index);
  const root = (i: number): number => {
    while (parent[i] !== i) i = parent[i];
    return i;
  };
  for (let i = 0; i < boxes.length; i++) {
    let nearest = -1;
    for (let j = 0; j < boxes.length; j++) {
      if (i === j || !isBeside(boxes[i], boxes[j])) continue;
      if (sharesInk(boxes[i], boxes[j])) parent[root(j)] = root(i);
      else if (
        middle(boxes[j]) > middle(boxes[i]) &&
        (nearest < 0 || gap(boxes[i], boxes[j]) < gap(boxes[i], boxes[nearest]))
      )
        nearest = j;
    }
    if (nearest >= 0) parent[root(nearest)] = root(i);
  }
  const lines = Map.groupBy(boxes.keys(), root);
  return [...lines.values()]
    .map((line) => line.toSorted((a, b) => middle(boxes[a]) - middle(boxes[b])))
    .toSorted((a, b) => height(boxes, a) - height(boxes, b));
}

const middle = ({ x, width }: Box) => x + width / 2;
const gap = (a: Box, b: Box) => b.x - (a.x + a.width);
const height = (boxes: readonly Box[], line: readonly number[]) =>
  line.reduce((sum, i) => sum + boxes[i].y + boxes[i].height / 2, 0) / line.length;

function isBeside(a: Box, b: Box): boolean {
  const low = Math.min(a.height, b.height);
  const high = Math.max(a.height, b.height);
  const overlap = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return overlap > MIN_BESIDE * low && high < MAX_HEIGHT_RATIO * low && Math.abs(gap(a, b)) < MAX_REACH * high;
}

/** Whether two boxes can't both be a digit of one line, because they show the same ink. */
export function sharesInk(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return across > SAME_INK * Math.min(a.width, b.width) && down > 0.5 * Math.min(a.height, b.height);
}
