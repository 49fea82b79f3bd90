import type { Group } from "./group-strokes.ts";
import type { InkMap } from "./ink-map.ts";
import { LARGE_SIDE } from "./large-side.ts";

/** What is known about a region besides its pixels. */
export interface RegionContext {
  /** 0 for the polarity that the picture as a whole speaks for, 1 for the other. */
  readonly inkRank: number;
  /** Whether ink is what is darker than its neighbourhood, not than the sheet. */
  readonly isLocal: boolean;
  /** 0 for the highest threshold that was tried, then upwards. */
  readonly thresholdRank: number;
  readonly rulesErased: boolean;
}

/** What tells writing from shadows, rims, rules and dirt: each a number of order one. */
export function describeRegion(group: Group, map: InkMap, context: RegionContext): number[] {
  const { width, height } = map;
  let [area, mass, drop, perimeter] = [0, 0, 0, 0];
  for (const component of group.components) {
    area += component.area;
    mass += component.mass;
    drop += component.drop;
    perimeter += component.perimeter;
  }
  const w = group.right - group.left;
  const h = group.bottom - group.top;
  const long = Math.max(w, h);
  const darkness = mass / area;
  const size = Math.log(long / Math.max(width, height));
  const stroke = Math.log((2 * area) / perimeter / long);
  const length = Math.log(1 + perimeter / long);
  const aspect = Math.log(h / w);
  const sharpness = Math.min(0.6, Math.max(0, drop / (perimeter * darkness)));
  const edges =
    Number(group.left === 0) +
    Number(group.top === 0) +
    Number(group.right === width) +
    Number(group.bottom === height);
  const large = Math.min(width, height) >= LARGE_SIDE ? 1 : 0;
  const offCentre = Math.hypot(
    (group.left + group.right) / (2 * width) - 0.5,
    (group.top + group.bottom) / (2 * height) - 0.5,
  );
  const fill = area / (w * h);
  return [
    1,
    Math.log(darkness + 0.01),
    Math.log(darkness / map.peak + 0.01),
    10 * sharpness,
    25 * sharpness * sharpness,
    size,
    size * size,
    stroke,
    stroke * stroke,
    length,
    length * length,
    aspect,
    aspect * aspect,
    4 * fill,
    4 * fill * fill,
    4 * offCentre,
    ...[1, 2, 3, 4].flatMap((min) => [edges >= min ? large : 0, edges >= min ? 1 - large : 0]),
    large,
    large * size,
    context.inkRank,
    context.isLocal ? 1 : 0,
    context.thresholdRank,
    context.thresholdRank ** 2,
    context.rulesErased ? 1 : 0,
    Math.log(group.components.length),
  ];
}

/** How likely it is that this is what was written, 0…1: logistic regression, fitted on made-up scenes by `scripts/fit-region-score.ts`. */
export function scoreRegion(features: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < features.length; i++) sum += SCORE_WEIGHTS[i] * features[i];
  return 1 / (1 + Math.exp(-sum));
}

const SCORE_WEIGHTS: readonly number[] = [
  -0.781, -0.029, 1.765, 0.466, -0.092, 2.193, -0.624, -0.888, -0.179, 3.202, -0.491, 0.338, -0.471, -0.026, -0.065,
  -2.121, -1.355, -0.811, -1.129, -0.642, -1.008, -1.686, -1.911, -1.815, -0.954, -2.288, -3.885, -0.253, 0.345, -0.026,
  -1.638, -0.54,
];
