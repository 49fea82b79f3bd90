import type { Picture } from "../picture.ts";

/**
 * Colours of a square of `size` × `size` pixels around a centre: the mean of what each covers, bilinear where it is enlarged. Beyond its
 * border the picture goes on as it ends there.
 *
 * @param scale pixels of the square per pixel of the picture
 * @returns `[3, size, size]`, 0…255
 */
export function sampleColours(
  { width, height, rgba }: Picture,
  centre: { readonly x: number; readonly y: number },
  scale: number,
  size: number,
): Float32Array {
  const columns = findTaps(centre.x, 1 / scale, width, size);
  const rows = findTaps(centre.y, 1 / scale, height, size);
  const n = size * size;
  const out = new Float32Array(3 * n);
  const lines = rows.end - rows.start;
  const across = new Float32Array(3 * size * lines);
  for (let line = 0; line < lines; line++) {
    const from = (rows.start + line) * width;
    for (let x = 0, to = line * size * 3; x < size; x++, to += 3) {
      let [r, g, b] = [0, 0, 0];
      for (let k = columns.first[x]; k < columns.first[x + 1]; k++) {
        const weight = columns.weights[k];
        const i = (from + columns.pixels[k]) * 4;
        r += weight * rgba[i];
        g += weight * rgba[i + 1];
        b += weight * rgba[i + 2];
      }
      across[to] = r;
      across[to + 1] = g;
      across[to + 2] = b;
    }
  }
  for (let y = 0; y < size; y++) {
    for (let k = rows.first[y]; k < rows.first[y + 1]; k++) {
      const weight = rows.weights[k];
      let from = (rows.pixels[k] - rows.start) * size * 3;
      for (let to = y * size; to < (y + 1) * size; to++, from += 3) {
        out[to] += weight * across[from];
        out[n + to] += weight * across[from + 1];
        out[2 * n + to] += weight * across[from + 2];
      }
    }
  }
  return out;
}

interface Taps {
  /** `[size + 1]`: where each pixel's taps begin. */
  readonly first: Int32Array;
  readonly pixels: Int32Array;
  readonly weights: Float32Array;
  /** Source pixels from `start` to before `end` are read. */
  readonly start: number;
  readonly end: number;
}

function findTaps(centre: number, step: number, length: number, size: number): Taps {
  const most = step <= 1 ? 2 : Math.ceil(step) + 1;
  const first = new Int32Array(size + 1);
  const pixels = new Int32Array(size * most);
  const weights = new Float32Array(size * most);
  const clamp = (i: number) => Math.min(length - 1, Math.max(0, i));
  let [count, start, end] = [0, length, 0];
  const add = (pixel: number, weight: number) => {
    const inside = clamp(pixel);
    pixels[count] = inside;
    weights[count++] = weight;
    if (inside < start) start = inside;
    if (inside >= end) end = inside + 1;
  };
  for (let i = 0; i < size; i++) {
    first[i] = count;
    const from = centre + (i - size / 2) * step;
    if (step <= 1) {
      const at = from + step / 2 - 0.5;
      const left = Math.floor(at);
      add(left, 1 - (at - left));
      add(left + 1, at - left);
      continue;
    }
    const to = from + step;
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      const weight = (Math.min(to, pixel + 1) - Math.max(from, pixel)) / step;
      if (weight > 0) add(pixel, weight);
    }
  }
  first[size] = count;
  return { first, pixels, weights, start, end };
}
