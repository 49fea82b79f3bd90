import type { Group } from "./group-strokes.ts";
import type { InkMap } from "./ink-map.ts";
import { INPUT_SIZE } from "./picture.ts";
import { allocate } from "./scratch.ts";

/** Everything is drawn three times as fine first, so that strokes can be widened by fractions of a pixel. */
const FINE = 3;
const SIDE = INPUT_SIZE * FINE;
const BOX = 20 * FINE;
/** Stroke widths that the network knows, in pixels of 28×28; outside they are widened or thinned. */
const THINNEST = 2.0;
const THICKEST = 4.2;

/**
 * Draws a group as MNIST does (LeCun et al. 1998, http://yann.lecun.com/exdb/mnist/): its longer side fills a 20-pixel box, its
 * centre of mass lies in the middle of 28×28, its aspect stays.
 *
 * @param labels label map that the group's blobs come from
 * @returns `[28, 28]`, 0 (paper) … 1 (ink)
 */
export function frameDigit(map: InkMap, labels: Int32Array, group: Group, threshold: number): Float32Array {
  const crop = cutOut(map, labels, group, threshold);
  const scale = BOX / Math.max(group.right - group.left, group.bottom - group.top);
  const { fine, where } = resample(crop, scale);
  strengthen(fine, where);
  const width = strokeWidthOf(fine, where);
  if (width < THINNEST * FINE) {
    const radius = (THINNEST * FINE - width) / 2;
    const wider = grow(where, Math.ceil(radius));
    return reduce(dilate(fine, radius, wider), wider);
  }
  if (width <= THICKEST * FINE) return reduce(fine, where);
  return reduce(invert(dilate(invert(fine), (width - THICKEST * FINE) / 2, where)), where);
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
  const own = new Uint8Array(Math.max(...group.blobs.map((blob) => blob.label)) + 1);
  for (const blob of group.blobs) own[blob.label] = 1;
  const full = 0.95 * typicalInk(map, labels, group, own);
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
        own[labels[i]] === 1 ||
        (labels[i] === 0 &&
          ((x > 0 && own[labels[i - 1]] === 1) ||
            (x < width - 1 && own[labels[i + 1]] === 1) ||
            (y > 0 && own[labels[i - width]] === 1) ||
            (y < height - 1 && own[labels[i + width]] === 1)));
      if (!belongs) continue;
      out[(y - group.top + MARGIN) * w + x - group.left + MARGIN] = Math.min(1, Math.max(0, (data[i] - foot) * gain));
    }
  }
  return { width: w, height: h, data: out, ...centreOf(out, w, h) };
}

/** The mean ink weighted by itself: close to the stroke's core, and steadier than a maximum. */
function typicalInk({ width, data }: InkMap, labels: Int32Array, group: Group, own: Uint8Array): number {
  let mass = 0;
  let square = 0;
  for (let y = group.top; y < group.bottom; y++) {
    for (let i = y * width + group.left; i < y * width + group.right; i++) {
      if (own[labels[i]] !== 1) continue;
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
function resample(crop: Crop, scale: number): { fine: Float32Array; where: Extent } {
  const columns = findSources(crop.width, scale, crop.centreX);
  const rows = findSources(crop.height, scale, crop.centreY);
  const where = { left: columns.start, right: columns.end, top: rows.start, bottom: rows.end };
  const across = allocate(Float32Array, crop.height * SIDE);
  for (let y = 0; y < crop.height; y++) {
    for (let x = where.left; x < where.right; x++) {
      const from = y * crop.width + columns.firsts[x];
      const at = x * columns.most;
      let sum = 0;
      for (let k = 0; k < columns.counts[x]; k++) sum += columns.shares[at + k] * crop.data[from + k];
      across[y * SIDE + x] = sum;
    }
  }
  const fine = allocate(Float32Array, SIDE * SIDE);
  for (let y = where.top; y < where.bottom; y++) {
    for (let k = 0; k < rows.counts[y]; k++) {
      const share = rows.shares[y * rows.most + k];
      const from = (rows.firsts[y] + k) * SIDE;
      for (let x = where.left; x < where.right; x++) fine[y * SIDE + x] += share * across[from + x];
    }
  }
  return { fine, where };
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
  readonly most: number;
}

/** Area when shrinking, linear when growing. */
function findSources(length: number, scale: number, centre: number): Sources {
  const shift = keepInside(length, scale, centre);
  const radius = Math.max(1, 1 / scale);
  const most = Math.floor(2 * radius) + 1;
  const [firsts, counts] = [allocate(Int32Array, SIDE), allocate(Int32Array, SIDE)];
  const shares = allocate(Float64Array, SIDE * most);
  let [start, end] = [SIDE, 0];
  for (let to = 0; to < SIDE; to++) {
    const at = (to + 0.5 - SIDE / 2 + shift) / scale + centre;
    const [low, high] = [Math.ceil(at - radius - 0.5), Math.floor(at + radius - 0.5)];
    const first = Math.max(0, low);
    const count = Math.max(0, Math.min(length - 1, high) - first + 1);
    // Near the crop's rim the outside counts as paper, so the sum of a whole kernel stays the measure.
    let whole = 0;
    for (let i = low; i <= high; i++) whole += nearness(i, at, radius);
    for (let k = 0; k < count; k++) shares[to * most + k] = nearness(first + k, at, radius) / whole;
    firsts[to] = first;
    counts[to] = count;
    if (count === 0) continue;
    if (to < start) start = to;
    end = to + 1;
  }
  return { start, end, firsts, counts, shares, most };
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

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. In place. */
function strengthen(data: Float32Array, { left, top, right, bottom }: Extent): void {
  let mass = 0;
  let square = 0;
  for (let y = top; y < bottom; y++) {
    for (let i = y * SIDE + left; i < y * SIDE + right; i++) {
      mass += data[i];
      square += data[i] * data[i];
    }
  }
  const gain = Math.max(1, (0.9 * mass) / square);
  for (let y = top; y < bottom; y++) {
    for (let i = y * SIDE + left; i < y * SIDE + right; i++) data[i] = Math.min(1, gain * data[i]);
  }
}

/** Twice the area by the perimeter, both from the soft values (total variation), in fine pixels. */
function strokeWidthOf(data: Float32Array, where: Extent): number {
  const { left, top, right, bottom } = grow(where, 1);
  let area = 0;
  let edge = 0;
  for (let y = top; y < Math.min(bottom, SIDE - 1); y++) {
    for (let x = left; x < Math.min(right, SIDE - 1); x++) {
      const i = y * SIDE + x;
      area += data[i];
      const [across, down] = [data[i + 1] - data[i], data[i + SIDE] - data[i]];
      if (across !== 0 || down !== 0) edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** Grey dilation by a disc of the given radius with a soft rim, in fine pixels; `where` holds every pixel that can change. */
function dilate(data: Float32Array, radius: number, where: Extent): Float32Array {
  const out = allocate(Float32Array, data.length);
  out.set(data);
  const reach = Math.ceil(radius);
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      const share = Math.min(1, radius + 1 - Math.sqrt(dx * dx + dy * dy));
      if (share <= 0 || (dx === 0 && dy === 0)) continue;
      const left = Math.max(where.left, -dx);
      const right = Math.min(where.right, SIDE - dx);
      const bottom = Math.min(where.bottom, SIDE - dy);
      for (let y = Math.max(where.top, -dy); y < bottom; y++) {
        const to = y * SIDE;
        const from = (y + dy) * SIDE + dx;
        for (let x = left; x < right; x++) {
          const value = share * data[from + x];
          if (value > out[to + x]) out[to + x] = value;
        }
      }
    }
  }
  return out;
}

/** Where ink may be; right and bottom are excluded. */
interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** With this many pixels around it. */
function grow({ left, top, right, bottom }: Extent, margin: number): Extent {
  return {
    left: Math.max(0, left - margin),
    top: Math.max(0, top - margin),
    right: Math.min(SIDE, right + margin),
    bottom: Math.min(SIDE, bottom + margin),
  };
}

/** In place. */
function invert(data: Float32Array): Float32Array {
  for (let i = 0; i < data.length; i++) data[i] = 1 - data[i];
  return data;
}

/** The mean of each square of fine pixels; `where` holds all ink. */
function reduce(fine: Float32Array, where: Extent): Float32Array {
  const out = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  const share = FINE * FINE;
  for (let y = where.top; y < where.bottom; y++) {
    const to = ((y / FINE) | 0) * INPUT_SIZE;
    for (let x = where.left; x < where.right; x++) out[to + ((x / FINE) | 0)] += fine[y * SIDE + x] / share;
  }
  return out;
}
