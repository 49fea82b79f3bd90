import { allocate } from "../scratch.ts";
import type { Tone } from "./to-paper-tone.ts";

/** Half the window's side as a share of the picture's longer side: strokes are thinner, digits are larger. */
const REACH = 0.08;

/**
 * Mean brightness of a square window around each pixel, by an integral image (Bradley and Roth, Journal of Graphics Tools 12,
 * 2007). Follows hard shadows and folds, which an estimate of the whole sheet smooths over.
 *
 * @returns `[height, width]`, 0…1
 */
export function localMean({ width, height, data }: Tone): Float32Array {
  const reach = Math.max(3, Math.round(REACH * Math.max(width, height)));
  const stride = width + 1;
  const sums = allocate(Float64Array, stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[y * width + x];
      sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
    }
  }
  const out = allocate(Float32Array, width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - reach);
    const bottom = Math.min(height, y + reach + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - reach);
      const right = Math.min(width, x + reach + 1);
      const sum =
        sums[bottom * stride + right] -
        sums[bottom * stride + left] -
        sums[top * stride + right] +
        sums[top * stride + left];
      out[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return out;
}
