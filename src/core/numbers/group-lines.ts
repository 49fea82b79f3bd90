import type { Box } from "../picture.ts";

/** Neighbours on a line overlap in height by at least this share of the lower one. */
const MIN_BESIDE = 0.45;
/** Their heights differ by less than this factor. */
const MAX_HEIGHT_RATIO = 2.3;
/** Digits of one line stand at most so far apart, in heights. */
const MAX_REACH = 8;
/** Boxes that cover each other across by more than this share of the narrower show the same ink. */
const SAME_INK = 0.6;

/** Boxes above each other overlap in height by less than this share of the lower one. */
const MAX_STACKED = 0.2;

interface Link {
  readonly from: number;
  readonly to: number;
  readonly gap: number;
}

/**
 * Groups boxes into lines of writing: each is linked with its nearest neighbour to the right at about the same height, and what hangs
 * together is a line, also where it rises or falls. The closest are linked first. No link joins lines with digits above each other:
 * something between two lines would else make one of them.
 *
 * @returns indices into `boxes`: lines from top to bottom, each from left to right
 */
export function groupLines(boxes: readonly Box[]): number[][] {
  const lineOf = boxes.map((_, index) => [index]);
  const areStacked = (a: readonly number[], b: readonly number[]) =>
    a.some((i) => b.some((j) => isAbove(boxes[i], boxes[j])));
  for (const { from, to } of findLinks(boxes).sort((a, b) => a.gap - b.gap)) {
    const [line, other] = [lineOf[from], lineOf[to]];
    if (line === other || areStacked(line, other)) continue;
    line.push(...other);
    for (const i of other) lineOf[i] = line;
  }
  return [...new Set(lineOf)]
    .map((line) => line.toSorted((a, b) => middle(boxes[a]) - middle(boxes[b])))
    .toSorted((a, b) => height(boxes, a) - height(boxes, b));
}

/** From each box to its nearest neighbour, and to all that show the same ink. */
function findLinks(boxes: readonly Box[]): Link[] {
  const links: Link[] = [];
  for (let from = 0; from < boxes.length; from++) {
    let nearest: Link | undefined;
    for (let to = 0; to < boxes.length; to++) {
      if (from === to || !isBeside(boxes[from], boxes[to])) continue;
      const link = { from, to, gap: gap(boxes[from], boxes[to]) };
      if (sharesInk(boxes[from], boxes[to])) links.push(link);
      else if (middle(boxes[to]) > middle(boxes[from]) && (nearest === undefined || link.gap < nearest.gap))
        nearest = link;
    }
    if (nearest) links.push(nearest);
  }
  return links;
}

const middle = ({ x, width }: Box) => x + width / 2;
const overlapAcross = (a: Box, b: Box) => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
const overlapDown = (a: Box, b: Box) => Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
const gap = (a: Box, b: Box) => b.x - (a.x + a.width);
const height = (boxes: readonly Box[], line: readonly number[]) =>
  line.reduce((sum, i) => sum + boxes[i].y + boxes[i].height / 2, 0) / line.length;

function isBeside(a: Box, b: Box): boolean {
  const low = Math.min(a.height, b.height);
  const high = Math.max(a.height, b.height);
  return (
    overlapDown(a, b) > MIN_BESIDE * low && high < MAX_HEIGHT_RATIO * low && Math.abs(gap(a, b)) < MAX_REACH * high
  );
}

/** Whether one box is above the other, as digits of two lines are. */
function isAbove(a: Box, b: Box): boolean {
  const [across, down] = [overlapAcross(a, b), overlapDown(a, b)];
  return across > SAME_INK * Math.min(a.width, b.width) && down < MAX_STACKED * Math.min(a.height, b.height);
}

/** Whether two boxes can't both be a digit of one line, because they show the same ink. */
export function sharesInk(a: Box, b: Box): boolean {
  const [across, down] = [overlapAcross(a, b), overlapDown(a, b)];
  return across > SAME_INK * Math.min(a.width, b.width) && down > 0.5 * Math.min(a.height, b.height);
}
