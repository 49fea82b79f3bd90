import type { InkMap } from "./ink-map.ts";
import type { Blob } from "./label-blobs.ts";

/** Steepest rule that is looked for, as rise over run, and how finely. */
const STEEPEST = 0.16;
const SLOPES = 33;
/** A line is a rule if ink covers this share of the picture's width (or height) along it. */
const COVERED = 0.5;
/** Perspective fans the rules out, so their slope is found anew this often. */
const ROUNDS = 3;

/** True for a blob that reaches from rim to rim while being thin, as ruled and squared paper's lines are. */
export function isRuled(blob: Blob, width: number, height: number): boolean {
  const spans = blob.right - blob.left > 0.9 * width || blob.bottom - blob.top > 0.9 * height;
  return spans && blob.area < 0.25 * (blob.right - blob.left) * (blob.bottom - blob.top);
}

/**
 * Erases ruled and squared paper's lines: straight lines from rim to rim, found by a Hough transform over a narrow fan of slopes
 * (Duda and Hart, CACM 15, 1972) among the pixels at or above the threshold. What is thicker across the line than the line
 * itself is a stroke that crosses it, and stays.
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
  const shifts = Array.from({ length: SLOPES }, (_, k) => {
    const slope = STEEPEST * ((2 * k) / (SLOPES - 1) - 1);
    return Int16Array.from({ length }, (_, u) => Math.round(slope * (u - length / 2)));
  });
  for (let v = 0; v < breadth; v++) {
    for (let u = 0; u < length; u++) {
      if (data[u * stepU + v * stepV] < threshold) continue;
      for (let k = 0; k < SLOPES; k++) {
        const at = v - shifts[k][u];
        if (at >= 0 && at < breadth) votes[k][at]++;
      }
    }
  }
  const enough = COVERED * length;
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
  return { slope: STEEPEST * ((2 * best.k) / (SLOPES - 1) - 1), offsets };
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
  }
  const typical = widths.sort((a, b) => a - b)[widths.length >> 1] ?? 0;
  for (let u = 0; u < length; u++) {
    if (ends[u] < 0 || ends[u] - starts[u] + 1 > 1.5 * typical + 1) continue;
    // One pixel more on both sides, for the line's soft edge.
    const start = Math.max(0, starts[u] - 1);
    const end = Math.min(breadth - 1, ends[u] + 1);
    for (let v = start; v <= end; v++)
      data[u * stepU + v * stepV] = Math.min(data[u * stepU + v * stepV], 0.5 * threshold);
  }
}
