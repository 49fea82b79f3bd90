import type { Component } from "./label-components.ts";

/** Strokes that may be one digit together. Edges as in Component. */
export interface Group {
  readonly components: readonly Component[];
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A piece this small, relative to the digit's longer side, may stand off (a 5's bar); a larger one is a digit of its own. */
const SMALL_PIECE = 0.6;
const SMALL_GAP = 0.22;
const LARGE_GAP = 0.04;
/** Gap that a stroke may have where its ink is missing. */
const WIDE_GAP = 0.25;

/**
 * Gathers components into groups, the likeliest first: each group grows from its best component by what stands close and is as dark.
 * Where the likeliest may be a stroke with gaps (a dry pen, an erasure), the same with all that a wider reach gathers follows.
 *
 * @param maxGroups how many groups at most, without that one
 */
export function groupStrokes(
  components: readonly Component[],
  width: number,
  height: number,
  maxGroups: number,
): Group[] {
  const scores = new Map(components.map((component) => [component, scoreOf(component, width, height)]));
  const rest = components
    .filter((component) => scores.get(component)! > 0)
    .sort((a, b) => scores.get(b)! - scores.get(a)!)
    .slice(0, 40);
  if (rest.length === 0) return [];
  const wide = grow(rest[0], rest.slice(1), WIDE_GAP, WIDE_GAP);
  const groups: Group[] = [];
  while (rest.length > 0 && groups.length < maxGroups) groups.push(grow(rest.shift()!, rest, SMALL_GAP, LARGE_GAP));
  return wide.components.length > groups[0].components.length ? [...groups, wide] : groups;
}

/** Takes what it gathers out of `rest`. The gaps are shares of the group's longer side. */
function grow(seed: Component, rest: Component[], smallGap: number, largeGap: number): Group {
  const components = [seed];
  let { left, top, right, bottom } = seed;
  let grown = true;
  while (grown) {
    grown = false;
    for (let i = 0; i < rest.length; i++) {
      const piece = rest[i];
      const side = Math.max(right - left, bottom - top);
      const pieceSide = Math.max(piece.right - piece.left, piece.bottom - piece.top);
      const gap = Math.max(piece.left - right, left - piece.right, piece.top - bottom, top - piece.bottom);
      const small = pieceSide < SMALL_PIECE * side;
      if (gap > side * (small ? smallGap : largeGap)) continue;
      // Specks and what is much paler are dirt; and nothing that is much longer than the digit belongs to it.
      if (
        piece.area < 0.015 * seed.area ||
        piece.mass / piece.area < 0.5 * (seed.mass / seed.area) ||
        pieceSide > 1.3 * side
      )
        continue;
      left = Math.min(left, piece.left);
      top = Math.min(top, piece.top);
      right = Math.max(right, piece.right);
      bottom = Math.max(bottom, piece.bottom);
      components.push(piece);
      rest.splice(i, 1);
      grown = true;
      break;
    }
  }
  return { components, left, top, right, bottom };
}

/** Length of the stroke times its darkness, less for what is rarely a digit: rims, ruled lines, shadows, specks. */
function scoreOf(component: Component, width: number, height: number): number {
  const w = component.right - component.left;
  const h = component.bottom - component.top;
  const long = Math.max(w, h);
  const short = Math.min(w, h);
  const stroke = (2 * component.area) / component.perimeter;
  const darkness = component.mass / component.area;
  const edges =
    Number(component.left === 0) +
    Number(component.top === 0) +
    Number(component.right === width) +
    Number(component.bottom === height);
  let score = darkness * Math.min(component.perimeter / 2, 6 * long);
  if (long < 0.1 * Math.max(width, height)) score *= (long / (0.1 * Math.max(width, height))) ** 2;
  if (stroke > 0.45 * short && stroke > 0.3 * long) score *= 0.3;
  const sharpness = component.drop / (component.perimeter * darkness);
  score *= Math.min(1, (sharpness / 0.12) ** 2);
  const spans = w >= 0.98 * width || h >= 0.98 * height;
  if (spans && short < 0.15 * long) score *= 0.05;
  if (edges === 4 && Math.min(width, height) >= 64) score *= 0.1;
  score *= [1, 0.5, 0.25, 0.2, 0.15][edges];
  const offX = (component.left + component.right) / (2 * width) - 0.5;
  const offY = (component.top + component.bottom) / (2 * height) - 0.5;
  return score * (1 - 0.8 * Math.hypot(offX, offY));
}
