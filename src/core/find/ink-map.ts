import { BINOMIAL, blurPlane } from "../image/blur-plane.ts";
import { allocate } from "../scratch.ts";
import { histogramQuantile, toHistogram } from "./histogram.ts";
import type { Tone } from "./to-paper-tone.ts";

/** How much ink stands at each pixel. */
export interface InkMap {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, share of the paper's light that is missing, 0 (paper) … 1 (black). */
  readonly data: Float32Array;
  /** Values below this are the paper's own noise. */
  readonly floor: number;
  /** Value of the strongest ink (all but 0.1 % of the pixels are weaker). */
  readonly peak: number;
}

const MIN_CONTRAST = 0.035;
const NOISE_FACTOR = 4;

/**
 * Weber contrast to paper of the given brightness `[height, width]`, so that shadow and uneven light fall away; smoothed where
 * the picture is noisy.
 */
export function toInkMap(tone: Tone, paper: Float32Array): InkMap {
  const { width, height } = tone;
  let data: Float32Array = allocate(Float32Array, width * height);
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.max(0, (paper[i] - tone.data[i]) / Math.max(paper[i], 0.15));
  }
  if (width >= 64 && height >= 64 && noiseOf(data, width, height) > 0.012) {
    data = blurPlane(data, width, height, BINOMIAL, (length) => allocate(Float32Array, length));
  }
  const levels = toHistogram(data);
  const middle = histogramQuantile(levels, 0.5);
  const sigma = (middle - histogramQuantile(levels, 0.2)) / 0.84;
  const floor = Math.max(MIN_CONTRAST, Math.min(middle, 0.1) + NOISE_FACTOR * Math.min(sigma, 0.05));
  return { width, height, data, floor, peak: histogramQuantile(levels, 0.999) };
}

/** Standard deviation of the noise by Immerkær's method (CVIU 64, 1996), on every third row. */
function noiseOf(data: Float32Array, width: number, height: number): number {
  let sum = 0;
  let n = 0;
  for (let y = 1; y < height - 1; y += 3) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const up = i - width;
      const down = i + width;
      const value =
        data[up - 1] -
        2 * data[up] +
        data[up + 1] -
        2 * data[i - 1] +
        4 * data[i] -
        2 * data[i + 1] +
        data[down - 1] -
        2 * data[down] +
        data[down + 1];
      // Edges of ink are no noise.
      if (value < 0.5 && value > -0.5) {
        sum += value < 0 ? -value : value;
        n++;
      }
    }
  }
  return n === 0 ? 0 : (Math.sqrt(Math.PI / 2) / 6) * (sum / n);
}
