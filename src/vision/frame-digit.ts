import type { Group } from "./group-strokes.ts";
import type { InkMap } from "./ink-map.ts";
import { INPUT_SIZE } from "./picture.ts";

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
  let fine = strengthen(resample(crop, scale));
  const width = strokeWidthOf(fine);
  if (width < THINNEST * FINE) {
    const radius = (THINNEST * FINE - width) / 2;
    fine = dilate(fine, radius, extentOf(fine, Math.ceil(radius)));
  } else if (width > THICKEST * FINE) {
    fine = invert(dilate(invert(fine), (width - THICKEST * FINE) / 2, extentOf(fine, 0)));
  }
  return reduce(fine);
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
  const out = new Float32Array(w * h);
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
function resample(crop: Crop, scale: number): Float32Array {
  const columns = weights(crop.width, scale, crop.centreX);
  const rows = weights(crop.height, scale, crop.centreY);
  const across = new Float32Array(crop.height * SIDE);
  for (let y = 0; y < crop.height; y++) {
    for (let x = 0; x < SIDE; x++) {
      const { first, shares } = columns[x];
      let sum = 0;
      for (let k = 0; k < shares.length; k++) sum += shares[k] * crop.data[y * crop.width + first + k];
      across[y * SIDE + x] = sum;
    }
  }
  const out = new Float32Array(SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    const { first, shares } = rows[y];
    for (let k = 0; k < shares.length; k++) {
      const share = shares[k];
      const from = (first + k) * SIDE;
      for (let x = 0; x < SIDE; x++) out[y * SIDE + x] += share * across[from + x];
    }
  }
  return out;
}

/** For each fine pixel along one axis: the source pixels and their shares (area when shrinking, linear when growing). */
function weights(length: number, scale: number, centre: number): { first: number; shares: number[] }[] {
  const shift = keepInside(length, scale, centre);
  const radius = Math.max(1, 1 / scale);
  return Array.from({ length: SIDE }, (_, to) => {
    const at = (to + 0.5 - SIDE / 2 + shift) / scale + centre;
    const first = Math.max(0, Math.ceil(at - radius - 0.5));
    const last = Math.min(length - 1, Math.floor(at + radius - 0.5));
    const shares: number[] = [];
    for (let i = first; i <= last; i++) shares.push(Math.max(0, 1 - Math.abs(i + 0.5 - at) / radius));
    // Near the crop's rim the outside counts as paper, so the sum of a whole kernel stays the measure.
    const whole = wholeKernel(at, radius);
    return { first, shares: shares.map((share) => share / whole) };
  });
}

function wholeKernel(at: number, radius: number): number {
  let sum = 0;
  for (let i = Math.ceil(at - radius - 0.5); i <= Math.floor(at + radius - 0.5); i++)
    sum += Math.max(0, 1 - Math.abs(i + 0.5 - at) / radius);
  return sum;
}

/** How far the frame must move so that a digit with its weight far to one side isn't cut off, in fine pixels. */
function keepInside(length: number, scale: number, centre: number): number {
  const start = (MARGIN - centre) * scale + SIDE / 2;
  const end = (length - MARGIN - centre) * scale + SIDE / 2;
  if (start < FINE) return start - FINE;
  if (end > SIDE - FINE) return end - (SIDE - FINE);
  return 0;
}

/** Makes the typical ink (the mean weighted by itself) nearly 1: hairlines pale when they shrink. */
function strengthen(data: Float32Array): Float32Array {
  let mass = 0;
  let square = 0;
  for (const value of data) {
    mass += value;
    square += value * value;
  }
  const gain = Math.max(1, (0.9 * mass) / square);
  return data.map((value) => Math.min(1, gain * value));
}

/** Twice the area by the perimeter, both from the soft values (total variation), in fine pixels. */
function strokeWidthOf(data: Float32Array): number {
  let area = 0;
  let edge = 0;
  for (let y = 0; y < SIDE - 1; y++) {
    for (let x = 0; x < SIDE - 1; x++) {
      const i = y * SIDE + x;
      area += data[i];
      const [across, down] = [data[i + 1] - data[i], data[i + SIDE] - data[i]];
      edge += Math.sqrt(across * across + down * down);
    }
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** Grey dilation by a disc of the given radius with a soft rim, in fine pixels; `where` holds every pixel that can change. */
function dilate(data: Float32Array, radius: number, where: Extent): Float32Array {
  const out = Float32Array.from(data);
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

/** Right and bottom are excluded. */
interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where the ink is, with this many pixels around it. */
function extentOf(data: Float32Array, margin: number): Extent {
  let [left, top, right, bottom] = [SIDE, SIDE, 0, 0];
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (data[y * SIDE + x] === 0) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  const low = (value: number) => Math.max(0, value - margin);
  const high = (value: number) => Math.min(SIDE, value + margin);
  return { left: low(left), top: low(top), right: high(right), bottom: high(bottom) };
}

function invert(data: Float32Array): Float32Array {
  return data.map((value) => 1 - value);
}

function reduce(fine: Float32Array): Float32Array {
  const out = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++)
      out[Math.floor(y / FINE) * INPUT_SIZE + Math.floor(x / FINE)] += fine[y * SIDE + x] / (FINE * FINE);
  }
  return out;
}
