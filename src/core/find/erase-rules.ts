import { allocate } from "../scratch.ts";
import type { InkMap } from "./ink-map.ts";
import type { Components } from "./label-components.ts";

/** Steepest rule that is looked for, as rise over run, and how finely. */
const STEEPEST = 0.16;
const SLOPES = 33;
/** A line is a rule if ink covers this share of the picture's width (or height) along it. */
const COVERED = 0.5;
/** In a picture with a side below this, in pixels, a digit's own bar is as long, so that only lines from rim to rim count. */
const SMALL = 64;
const COVERED_IN_SMALL = 0.95;
/** Ink this much darker than the line usually is belongs to a stroke. */
const DARKER = 1.5;
/** Perspective fans the rules out, so their slope is found anew this often. */
const ROUNDS = 3;

/** True where a component reaches from rim to rim while being thin, as ruled and squared paper's lines do. */
export function isRuled({ labels, components }: Components, width: number, height: number): boolean {
  if (Math.min(width, height) < SMALL) return hasFullLine(labels, width, height);
  return components.some((component) => {
    const [w, h] = [component.right - component.left, component.bottom - component.top];
    return (w > 0.9 * width || h > 0.9 * height) && component.area < 0.25 * w * h;
  });
}

/** Whether a row or a column is ink from rim to rim while most of the picture is not. */
function hasFullLine(labels: Int32Array, width: number, height: number): boolean {
  const rows = allocate(Uint16Array, height);
  const columns = allocate(Uint16Array, width);
  let ink = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0) continue;
    ink++;
    rows[(i / width) | 0]++;
    columns[i % width]++;
  }
  if (ink > 0.6 * labels.length) return false;
  return (
    rows.some((count) => count >= COVERED_IN_SMALL * width) ||
    columns.some((count) => count >= COVERED_IN_SMALL * height)
  );
}

/**
 * Erases ruled and squared paper's lines: straight lines from rim to rim, found by a Hough transform over a narrow fan of slopes
 * (Duda and Hart, CACM 15, 1972) among the pixels at or above the threshold. What is thicker across the line than the line
 * itself, or darker, is a stroke that crosses it, and stays.
 */
export function eraseRules(map: InkMap, threshold: number): InkMap {
  const data = Float32Array.from(map.data);
  eraseAlong(data, map.width, map.height, 1, map.width, threshold);
  eraseAlong(data, map.height, map.width, map.width, 1, threshold);
  return { ...map, data };
}

/** One direction: lines run along `u` (0…length), which is `stepU` apart in memory, and are counted by `v` (0…breadth). */
function eraseAlong(
  data: Float32Array,
  length: number,
  breadth: number,
  stepU: number,
  stepV: number,
  threshold: number,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const line = strongestFan(data, length, breadth, stepU, stepV, threshold);
    if (line === null) return;
    for (const v of line.offsets) eraseLine(data, length, breadth, stepU, stepV, threshold, line.slope, v);
  }
}

/** The slope along which ink gathers most, and where on it lines stand (`v` at the middle of the picture). */
function strongestFan(
  data: Float32Array,
  length: number,
  breadth: number,
  stepU: number,
  stepV: number,
  threshold: number,
): { slope: number; offsets: number[] } | null {
  const votes = Array.from({ length: SLOPES }, () => new Uint16Array(breadth));
  const shift = new Int16Array(length);
  const us: number[] = [];
  const vs: number[] = [];
  for (let v = 0; v < breadth; v++) {
    for (let u = 0; u < length; u++) {
      if (data[u * stepU + v * stepV] < threshold) continue;
      us.push(u);
      vs.push(v);
    }
  }
  for (let k = 0; k < SLOPES; k++) {
    const row = votes[k];
    const slope = slopeOf(k);
    for (let u = 0; u < length; u++) shift[u] = Math.round(slope * (u - length / 2));
    for (let i = 0; i < us.length; i++) {
      const at = vs[i] - shift[us[i]];
      if (at >= 0 && at < breadth) row[at]++;
    }
  }
  const enough = (Math.min(length, breadth) < SMALL ? COVERED_IN_SMALL : COVERED) * length;
  let best = { weight: 0, k: -1 };
  for (let k = 0; k < SLOPES; k++) {
    let weight = 0;
    for (const count of votes[k]) if (count >= enough) weight += count * count;
    if (weight > best.weight) best = { weight, k };
  }
  if (best.k < 0) return null;
  const profile = votes[best.k];
  const offsets: number[] = [];
  for (let v = 0; v < breadth; v++) {
    const crest = profile[v] >= (profile[v - 1] ?? 0) && profile[v] > (profile[v + 1] ?? 0);
    if (crest && profile[v] >= enough) offsets.push(v);
  }
  return { slope: slopeOf(best.k), offsets };
}

function slopeOf(k: number): number {
  return STEEPEST * ((2 * k) / (SLOPES - 1) - 1);
}

function eraseLine(
  data: Float32Array,
  length: number,
  breadth: number,
  stepU: number,
  stepV: number,
  threshold: number,
  slope: number,
  offset: number,
): void {
  const starts = new Int16Array(length);
  const ends = new Int16Array(length).fill(-1);
  const widths: number[] = [];
  const darkest = new Float32Array(length);
  for (let u = 0; u < length; u++) {
    const middle = Math.round(slope * (u - length / 2)) + offset;
    const is = (v: number) => v >= 0 && v < breadth && data[u * stepU + v * stepV] >= threshold;
    const hit = [middle, middle - 1, middle + 1, middle - 2, middle + 2].find(is);
    if (hit === undefined) continue;
    let start = hit;
    let end = hit;
    while (is(start - 1)) start--;
    while (is(end + 1)) end++;
    starts[u] = start;
    ends[u] = end;
    widths.push(end - start + 1);
    for (let v = start; v <= end; v++) darkest[u] = Math.max(darkest[u], data[u * stepU + v * stepV]);
  }
  const typical = middleOf(widths);
  const dark = DARKER * middleOf([...darkest].filter((value) => value > 0));
  for (let u = 0; u < length; u++) {
    if (ends[u] < 0 || ends[u] - starts[u] + 1 > 1.5 * typical + 1 || darkest[u] > dark) continue;
    // One pixel more on both sides, for the line's soft edge.
    const start = Math.max(0, starts[u] - 1);
    const end = Math.min(breadth - 1, ends[u] + 1);
    for (let v = start; v <= end; v++)
      data[u * stepU + v * stepV] = Math.min(data[u * stepU + v * stepV], 0.5 * threshold);
  }
}

function middleOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
