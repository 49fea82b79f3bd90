import type { Group } from "../find/group-strokes.ts";
import type { InkMap } from "../find/ink-map.ts";
import { INPUT_SIZE } from "../picture.ts";
import { allocate } from "../scratch.ts";
import { FINE, type Fine, SIDE } from "./fine.ts";
import { normalizeStroke } from "./normalize-stroke.ts";

const BOX = 20 * FINE;

/**
 * Draws a group as MNIST does (LeCun et al. 1998, http://yann.lecun.com/exdb/mnist/): its longer side fills a 20-pixel box, its
 * centre of mass lies in the middle of 28×28, its aspect stays.
 *
 * @param labels label map that the group's components come from
 * @returns `[28, 28]`, 0 (paper) … 1 (ink)
 */
export function frameDigit(map: InkMap, labels: Int32Array, group: Group, threshold: number): Float32Array {
  const crop = cutOut(map, labels, group, threshold);
  const scale = BOX / Math.max(group.right - group.left, group.bottom - group.top);
  return reduce(normalizeStroke(resample(crop, scale)));
}

interface Crop {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  readonly centreX: number;
  readonly centreY: number;
}

/** Margin around the crop, so that the soft edge of the ink stays, in pixels. */
const MARGIN = 2;

/** The group's own ink, 0…1 of its typical darkness, with the soft edge around it, and without its neighbours. */
function cutOut(map: InkMap, labels: Int32Array, group: Group, threshold: number): Crop {
  const members = new Uint8Array(Math.max(...group.components.map((component) => component.label)) + 1);
  for (const component of group.components) members[component.label] = 1;
  const full = 0.95 * typicalInk(map, labels, group, members);
  const foot = 0.35 * threshold;
  const gain = 1 / (full - foot);
  const w = group.right - group.left + 2 * MARGIN;
  const h = group.bottom - group.top + 2 * MARGIN;
  const out = allocate(Float32Array, w * h);
  const { width, height, data } = map;
  for (let y = Math.max(0, group.top - 1); y < Math.min(height, group.bottom + 1); y++) {
    for (let x = Math.max(0, group.left - 1); x < Math.min(width, group.right + 1); x++) {
      const i = y * width + x;
      const belongs =
        members[labels[i]] === 1 ||
        (labels[i] === 0 &&
          ((x > 0 && members[labels[i - 1]] === 1) ||
            (x < width - 1 && members[labels[i + 1]] === 1) ||
            (y > 0 && members[labels[i - width]] === 1) ||
            (y < height - 1 && members[labels[i + width]] === 1)));
      if (!belongs) continue;
      out[(y - group.top + MARGIN) * w + x - group.left + MARGIN] = Math.min(1, Math.max(0, (data[i] - foot) * gain));
    }
  }
  return { width: w, height: h, data: out, ...centreOf(out, w, h) };
}

/** The mean ink weighted by itself: close to the stroke's core, and steadier than a maximum. */
function typicalInk({ width, data }: InkMap, labels: Int32Array, group: Group, members: Uint8Array): number {
  let mass = 0;
  let square = 0;
  for (let y = group.top; y < group.bottom; y++) {
    for (let i = y * width + group.left; i < y * width + group.right; i++) {
      if (members[labels[i]] !== 1) continue;
      mass += data[i];
      square += data[i] * data[i];
    }
  }
  return square / mass;
}

function centreOf(data: Float32Array, width: number, height: number): { centreX: number; centreY: number } {
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x];
      mass += value;
      sumX += value * (x + 0.5);
      sumY += value * (y + 0.5);
    }
  }
  return { centreX: sumX / mass, centreY: sumY / mass };
}

/** Draws the crop at the given scale into the fine square, centre of mass in the middle; the mean of what each pixel covers. */
function resample(crop: Crop, scale: number): Fine {
  const columns = findSources(crop.width, scale, crop.centreX);
  const rows = findSources(crop.height, scale, crop.centreY);
  const extent = { left: columns.start, right: columns.end, top: rows.start, bottom: rows.end };
  const across = allocate(Float32Array, crop.height * SIDE);
  for (let y = 0; y < crop.height; y++) {
    for (let x = extent.left; x < extent.right; x++) {
      const from = y * crop.width + columns.firsts[x];
      const at = x * columns.maxCount;
      let sum = 0;
      for (let k = 0; k < columns.counts[x]; k++) sum += columns.shares[at + k] * crop.data[from + k];
      across[y * SIDE + x] = sum;
    }
  }
  const fine = allocate(Float32Array, SIDE * SIDE);
  for (let y = extent.top; y < extent.bottom; y++) {
    for (let k = 0; k < rows.counts[y]; k++) {
      const share = rows.shares[y * rows.maxCount + k];
      const from = (rows.firsts[y] + k) * SIDE;
      for (let x = extent.left; x < extent.right; x++) fine[y * SIDE + x] += share * across[from + x];
    }
  }
  return { fine, extent };
}

/** For each fine pixel along one axis: what it is made of. */
interface Sources {
  /** Fine pixels outside `start` … `end` have none. */
  readonly start: number;
  readonly end: number;
  /** First source pixel, and how many from there on. */
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** `[SIDE, most]` */
  readonly shares: Float64Array;
  readonly maxCount: number;
}

/** Area when shrinking, linear when growing. */
function findSources(length: number, scale: number, centre: number): Sources {
  const shift = keepInside(length, scale, centre);
  const radius = Math.max(1, 1 / scale);
  const maxCount = Math.floor(2 * radius) + 1;
  const [firsts, counts] = [allocate(Int32Array, SIDE), allocate(Int32Array, SIDE)];
  const shares = allocate(Float64Array, SIDE * maxCount);
  let [start, end] = [SIDE, 0];
  for (let to = 0; to < SIDE; to++) {
    const at = (to + 0.5 - SIDE / 2 + shift) / scale + centre;
    const [low, high] = [Math.ceil(at - radius - 0.5), Math.floor(at + radius - 0.5)];
    const first = Math.max(0, low);
    const count = Math.max(0, Math.min(length - 1, high) - first + 1);
    // Near the crop's rim the outside counts as paper, so the sum of a whole kernel stays the measure.
    let kernelSum = 0;
    for (let i = low; i <= high; i++) kernelSum += nearness(i, at, radius);
    for (let k = 0; k < count; k++) shares[to * maxCount + k] = nearness(first + k, at, radius) / kernelSum;
    firsts[to] = first;
    counts[to] = count;
    if (count === 0) continue;
    if (to < start) start = to;
    end = to + 1;
  }
  return { start, end, firsts, counts, shares, maxCount };
}

function nearness(pixel: number, at: number, radius: number): number {
  return Math.max(0, 1 - Math.abs(pixel + 0.5 - at) / radius);
}

/** How far the frame must move so that a digit with its weight far to one side isn't cut off, in fine pixels. */
function keepInside(length: number, scale: number, centre: number): number {
  const start = (MARGIN - centre) * scale + SIDE / 2;
  const end = (length - MARGIN - centre) * scale + SIDE / 2;
  if (start < FINE) return start - FINE;
  if (end > SIDE - FINE) return end - (SIDE - FINE);
  return 0;
}

/** The mean of each square of fine pixels. */
function reduce({ fine, extent }: Fine): Float32Array {
  const out = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  const share = FINE * FINE;
  for (let y = extent.top; y < extent.bottom; y++) {
    const to = ((y / FINE) | 0) * INPUT_SIZE;
    for (let x = extent.left; x < extent.right; x++) out[to + ((x / FINE) | 0)] += fine[y * SIDE + x] / share;
  }
  return out;
}
