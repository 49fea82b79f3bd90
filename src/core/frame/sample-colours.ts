import { toPixels } from "../image/to-pixels.ts";
import type { Picture } from "../picture.ts";
import { createScratch } from "./create-scratch.ts";

const toPlanes = createScratch();
const toLines = createScratch();
/** Two lanes of 16 bits in one number hold the sum of so many values of 8 bits. */
const MAX_LANE = 257;

/**
 * Colours of a square of `size` × `size` pixels around a centre: the mean of what each covers, bilinear where it is enlarged. Beyond its
 * border the picture goes on as it ends there.
 *
 * @param scale pixels of the square per pixel of the picture
 * @returns `[3, size, size]`, 0…255; the same memory at the next call with this size
 */
export function sampleColours(
  { width, height, rgba }: Picture,
  centre: { readonly x: number; readonly y: number },
  scale: number,
  size: number,
): Float32Array {
  const pixels = toPixels(rgba);
  const columns = findTaps(columnTaps, centre.x, 1 / scale, width, size);
  const rows = findTaps(rowTaps, centre.y, 1 / scale, height, size);
  const n = size * size;
  const out = toPlanes(3 * n);
  // A row needs a line that the last one needed, too, and those after it.
  const lines = toLines(2 * 3 * size);
  let evenLine = -1;
  let oddLine = -1;
  for (let y = 0; y < size; y++) {
    for (let k = rows.first[y]; k < rows.first[y + 1]; k++) {
      const line = rows.pixels[k];
      const isOdd = (line & 1) === 1;
      let from = isOdd ? 3 * size : 0;
      if (line !== (isOdd ? oddLine : evenLine)) {
        sampleLine(pixels, line * width, columns, size, lines, from);
        if (isOdd) oddLine = line;
        else evenLine = line;
      }
      const weight = rows.weights[k];
      const end = (y + 1) * size;
      if (k === rows.first[y]) {
        for (let to = y * size; to < end; to++, from += 3) {
          out[to] = weight * lines[from];
          out[n + to] = weight * lines[from + 1];
          out[2 * n + to] = weight * lines[from + 2];
        }
        continue;
      }
      for (let to = y * size; to < end; to++, from += 3) {
        out[to] += weight * lines[from];
        out[n + to] += weight * lines[from + 1];
        out[2 * n + to] += weight * lines[from + 2];
      }
    }
  }
  return out;
}

/** Samples one line of the picture across: red, green and blue of each place, one after the other. */
function sampleLine(
  pixels: Uint32Array,
  start: number,
  { first, pixels: places, weights }: Taps,
  size: number,
  out: Float32Array,
  at: number,
): void {
  for (let x = 0, to = at; x < size; x++, to += 3) {
    const begin = first[x];
    const last = first[x + 1] - 1;
    const pixel = pixels[start + places[begin]];
    const weight = weights[begin];
    let red = weight * (pixel & 255);
    let green = weight * ((pixel >>> 8) & 255);
    let blue = weight * ((pixel >>> 16) & 255);
    let k = begin + 1;
    if (last - k > 1 && last - k <= MAX_LANE && places[last] - places[begin] === last - begin) {
      // What lies between the first and the last one counts fully: whole numbers are added, red and blue at once.
      let redBlue = 0;
      let greens = 0;
      const end = start + places[last];
      for (let i = start + places[k]; i < end; i++) {
        const inner = pixels[i];
        redBlue = (redBlue + (inner & 0xff00ff)) | 0;
        greens = (greens + ((inner >>> 8) & 255)) | 0;
      }
      const whole = weights[k];
      red += whole * (redBlue & 0xffff);
      green += whole * greens;
      blue += whole * (redBlue >>> 16);
      k = last;
    } else if (places[begin] === places[last]) {
      // Beyond the border all are the same pixel.
      let rest = weight;
      for (; k <= last; k++) rest += weights[k];
      red = rest * (pixel & 255);
      green = rest * ((pixel >>> 8) & 255);
      blue = rest * ((pixel >>> 16) & 255);
    }
    for (; k <= last; k++) {
      const next = pixels[start + places[k]];
      const share = weights[k];
      red += share * (next & 255);
      green += share * ((next >>> 8) & 255);
      blue += share * ((next >>> 16) & 255);
    }
    out[to] = red;
    out[to + 1] = green;
    out[to + 2] = blue;
  }
}

/** Of a line of the square: which pixels of the picture each of its pixels takes, and how much of each. */
interface Taps {
  /** `[size + 1]`: where each pixel's taps begin. */
  first: Int32Array;
  pixels: Int32Array;
  weights: Float32Array;
}

const noTaps = (): Taps => ({ first: new Int32Array(), pixels: new Int32Array(), weights: new Float32Array() });
const columnTaps = noTaps();
const rowTaps = noTaps();

/** @param taps written over */
function findTaps(taps: Taps, centre: number, step: number, length: number, size: number): Taps {
  const most = step <= 1 ? 2 : Math.ceil(step) + 1;
  if (taps.first.length <= size) taps.first = new Int32Array(size + 1);
  if (taps.pixels.length < size * most) {
    taps.pixels = new Int32Array(size * most);
    taps.weights = new Float32Array(size * most);
  }
  const { first, pixels, weights } = taps;
  const end = length - 1;
  let count = 0;
  for (let i = 0; i < size; i++) {
    first[i] = count;
    const from = centre + (i - size / 2) * step;
    if (step <= 1) {
      const at = from + step / 2 - 0.5;
      const left = Math.floor(at);
      pixels[count] = left < 0 ? 0 : left > end ? end : left;
      weights[count++] = 1 - (at - left);
      pixels[count] = left < -1 ? 0 : left >= end ? end : left + 1;
      weights[count++] = at - left;
      continue;
    }
    const to = from + step;
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      const weight = (Math.min(to, pixel + 1) - Math.max(from, pixel)) / step;
      if (weight <= 0) continue;
      pixels[count] = pixel < 0 ? 0 : pixel > end ? end : pixel;
      weights[count++] = weight;
    }
  }
  first[size] = count;
  return taps;
}
