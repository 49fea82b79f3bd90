import { integralImage } from "../image/integral-image.ts";
import { windowMeans } from "../image/window-means.ts";
import { allocate } from "../scratch.ts";
import type { Tone } from "./to-paper-tone.ts";

/** Half the window's side as a share of the picture's longer side: strokes are thinner, digits are larger. */
const REACH = 0.08;

/**
 * Mean brightness of a square window around each pixel (Bradley and Roth, Journal of Graphics Tools 12, 2007). Follows hard
 * shadows and folds, which an estimate of the whole sheet smooths over.
 *
 * @returns `[height, width]`, 0…1
 */
export function localMean({ width, height, data }: Tone): Float32Array {
  const radius = Math.max(3, Math.round(REACH * Math.max(width, height)));
  const sums = integralImage(data, width, height, allocate(Float64Array, (width + 1) * (height + 1)));
  const out = allocate(Float32Array, width * height);
  const means = allocate(Float64Array, width);
  for (let y = 0; y < height; y++) out.set(windowMeans(sums, width, height, y, radius, means), y * width);
  return out;
}
