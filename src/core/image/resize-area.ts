import type { Box } from "../picture.ts";
import { toPixels } from "./to-pixels.ts";

/** Planes of colour, `[3, height, width]`, 0…1. */
export interface ColourPlanes {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array | Uint8ClampedArray;
}

interface ResizeOptions {
  /** What is resized, in whole pixels within the picture. Default: all of it. */
  readonly part?: Box;
  /** The planes are so large, and 0 beyond what was resized. Default: no larger. */
  readonly paddedWidth?: number;
  readonly paddedHeight?: number;
}

/**
 * Resizes an opaque picture: the mean of what each new pixel covers when shrinking, bilinear when growing.
 *
 * @param picture `[height, width, 4]`, 0…255; alpha is not looked at
 * @returns planes of `width` × `height` within `[3, paddedHeight, paddedWidth]`
 */
export function resizeArea(
  picture: Rgba,
  width: number,
  height: number,
  { part = { x: 0, y: 0, ...picture }, paddedWidth = width, paddedHeight = height }: ResizeOptions = {},
): ColourPlanes {
  const planes = { width: paddedWidth, height: paddedHeight, data: new Float32Array(3 * paddedWidth * paddedHeight) };
  const shrinks = width <= part.width && height <= part.height && part.height <= MAX_LANE * height;
  (shrinks ? shrink : mix)(picture, part, width, height, planes);
  return planes;
}

/** Two lanes of 16 bits in one number hold the sum of so many values of 8 bits. */
const MAX_LANE = 257;

/**
 * What each target pixel of a line covers: `heads` of the source pixel `firsts`, the pixels after it in full, and `tails` of the pixel
 * `lasts`, where that is another one. In `1 / target` of a pixel, so that all are whole numbers.
 */
interface Cover {
  readonly firsts: Int32Array;
  readonly heads: Float64Array;
  readonly lasts: Int32Array;
  readonly tails: Float64Array;
}

function findCover(source: number, target: number): Cover {
  const firsts = new Int32Array(target);
  const heads = new Float64Array(target);
  const lasts = new Int32Array(target);
  const tails = new Float64Array(target);
  for (let i = 0; i < target; i++) {
    const from = i * source;
    const to = from + source;
    const first = Math.floor(from / target);
    const last = Math.floor((to - 1) / target);
    firsts[i] = first;
    heads[i] = Math.min(to, (first + 1) * target) - from;
    lasts[i] = last;
    tails[i] = last > first ? to - last * target : 0;
  }
  return { firsts, heads, lasts, tails };
}

/**
 * In whole numbers, which are quicker than broken ones and exact: only the last division rounds. Inner loops are functions of their own:
 * V8 optimizes what is called often much sooner than what is called once a picture.
 */
function shrink({ width: stride, rgba }: Rgba, part: Box, width: number, height: number, out: ColourPlanes): void {
  const pixels = toPixels(rgba);
  const columns = findCover(part.width, width);
  const rows = findCover(part.height, height);
  const gain = 1 / (255 * part.width * part.height);
  const redBlue = new Int32Array(part.width);
  const greens = new Int32Array(part.width);
  const line = new Float64Array(3 * part.width);
  for (let y = 0; y < height; y++) {
    const first = (part.y + rows.firsts[y]) * stride + part.x;
    const last = (part.y + rows.lasts[y]) * stride + part.x;
    for (let row = first + stride; row < last; row += stride) addRow(pixels, row, redBlue, greens);
    joinRows(pixels, first, rows.heads[y], redBlue, greens, height, last, rows.tails[y], line);
    sumColumns(line, columns, width, gain, out.data, y * out.width, out.width * out.height);
  }
}

/** Red and blue are added at once, in two lanes of one number. */
function addRow(pixels: Uint32Array, start: number, redBlue: Int32Array, greens: Int32Array): void {
  for (let x = 0; x < redBlue.length; x++) {
    const pixel = pixels[start + x];
    redBlue[x] += pixel & 0xff00ff;
    greens[x] += (pixel >>> 8) & 255;
  }
}

/**
 * So much of the first row, of the sums of those between, and of the last one. The sums begin anew.
 *
 * @param line `[n, 3]`, written over
 */
function joinRows(
  pixels: Uint32Array,
  first: number,
  head: number,
  redBlue: Int32Array,
  greens: Int32Array,
  whole: number,
  last: number,
  tail: number,
  line: Float64Array,
): void {
  for (let x = 0, to = 0; x < redBlue.length; x++, to += 3) {
    const upper = pixels[first + x];
    const lower = pixels[last + x];
    const sums = redBlue[x];
    line[to] = head * (upper & 255) + whole * (sums & 0xffff) + tail * (lower & 255);
    line[to + 1] = head * ((upper >>> 8) & 255) + whole * greens[x] + tail * ((lower >>> 8) & 255);
    line[to + 2] = head * ((upper >>> 16) & 255) + whole * (sums >>> 16) + tail * ((lower >>> 16) & 255);
    redBlue[x] = 0;
    greens[x] = 0;
  }
}

/** @param at where the line's red begins in `data` */
function sumColumns(
  line: Float64Array,
  { firsts, heads, lasts, tails }: Cover,
  whole: number,
  gain: number,
  data: Float32Array,
  at: number,
  plane: number,
): void {
  for (let x = 0, to = at; x < firsts.length; x++, to++) {
    const head = heads[x];
    const tail = tails[x];
    const start = 3 * firsts[x];
    const end = 3 * lasts[x];
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let i = start + 3; i < end; i += 3) {
      red += line[i];
      green += line[i + 1];
      blue += line[i + 2];
    }
    data[to] = (head * line[start] + whole * red + tail * line[end]) * gain;
    data[plane + to] = (head * line[start + 1] + whole * green + tail * line[end + 1]) * gain;
    data[2 * plane + to] = (head * line[start + 2] + whole * blue + tail * line[end + 2]) * gain;
  }
}

/** For each target pixel of a line, the first source pixel and the weights of it and its successors. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `[target, most]` */
  readonly weights: Float32Array;
  readonly most: number;
}

/** The mean of what each target pixel covers when shrinking; linear between neighbours when growing. */
function findTaps(source: number, target: number): Taps {
  const step = source / target;
  const grows = step < 1;
  const most = grows ? 2 : Math.ceil(step) + 1;
  const first = new Int32Array(target);
  const count = new Int32Array(target);
  const weights = new Float32Array(target * most);
  for (let i = 0; i < target; i++) {
    if (grows) {
      const at = Math.min(source - 1, Math.max(0, (i + 0.5) * step - 0.5));
      const left = Math.min(Math.floor(at), Math.max(0, source - 2));
      first[i] = left;
      count[i] = Math.min(2, source - left);
      weights[i * most] = 1 - (at - left);
      if (count[i] > 1) weights[i * most + 1] = at - left;
      continue;
    }
    const from = i * step;
    const to = from + step;
    const start = Math.floor(from);
    const end = Math.min(source, Math.ceil(to - 1e-9));
    first[i] = start;
    count[i] = end - start;
    for (let k = start; k < end; k++) weights[i * most + k - start] = (Math.min(to, k + 1) - Math.max(from, k)) / step;
  }
  return { first, count, weights, most };
}

/** Any size: with weights that are no whole numbers. */
function mix({ width: stride, rgba }: Rgba, part: Box, width: number, height: number, out: ColourPlanes): void {
  const columns = findTaps(part.width, width);
  const rows = findTaps(part.height, height);
  const plane = out.width * out.height;
  const { data } = out;
  const line = new Float32Array(3 * part.width);
  for (let y = 0; y < height; y++) {
    line.fill(0);
    for (let k = 0; k < rows.count[y]; k++) {
      const weight = rows.weights[y * rows.most + k] / 255;
      let i = ((part.y + rows.first[y] + k) * stride + part.x) * 4;
      for (let to = 0; to < line.length; i += 4, to += 3) {
        line[to] += weight * rgba[i];
        line[to + 1] += weight * rgba[i + 1];
        line[to + 2] += weight * rgba[i + 2];
      }
    }
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      const at = x * columns.most;
      let from = columns.first[x] * 3;
      for (let k = 0; k < columns.count[x]; k++, from += 3) {
        const weight = columns.weights[at + k];
        red += weight * line[from];
        green += weight * line[from + 1];
        blue += weight * line[from + 2];
      }
      const to = y * out.width + x;
      data[to] = red;
      data[plane + to] = green;
      data[2 * plane + to] = blue;
    }
  }
}
