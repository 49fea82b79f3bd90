import type { Ink } from "./picture.ts";
import type { Planes } from "./shrink.ts";

/** One plane of grey: `[height, width]`, 0…1. */
export interface Tone {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/**
 * Grey in which ink of the given kind is dark on light paper, whatever its colour: the mean of the luma (ITU-R BT.601) and of
 * the channel that the ink darkens most, after each channel was balanced to the paper's own colour (its median).
 * For light ink everything is inverted first.
 */
export function toPaperTone(planes: Planes, ink: Ink): Tone {
  const { width, height } = planes;
  const data = new Float32Array(width * height);
  const sign = ink === "dark" ? 1 : -1;
  const offset = ink === "dark" ? 0 : 1;
  const { red, green, blue } = planes;
  const [gainRed, gainGreen, gainBlue] = balance([red, green, blue].map((plane) => offset + sign * medianOf(plane)));
  for (let i = 0; i < data.length; i++) {
    const r = (offset + sign * red[i]) * gainRed;
    const g = (offset + sign * green[i]) * gainGreen;
    const b = (offset + sign * blue[i]) * gainBlue;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const tone = 0.5 * (0.299 * r + 0.587 * g + 0.114 * b) + 0.5 * least;
    data[i] = tone < 1 ? tone : 1;
  }
  return { width, height, data };
}

/** Gains that make the paper grey; bounded, so that a red room isn't turned into noise. */
function balance(paper: readonly number[]): number[] {
  const brightest = Math.max(...paper);
  return paper.map((level) => (brightest < 0.05 ? 1 : Math.min(2, brightest / Math.max(level, 0.02))));
}

/** Median of values in 0…1 by a histogram of 256 bins. */
export function medianOf(values: Float32Array): number {
  return quantileOf(values, 0.5);
}

/** Quantile (`share` in 0…1) of values in 0…1 by a histogram of 256 bins. */
export function quantileOf(values: Float32Array, share: number): number {
  const bins = new Uint32Array(256);
  for (let i = 0; i < values.length; i++) bins[(values[i] * 255 + 0.5) | 0]++;
  const wanted = share * values.length;
  let seen = 0;
  let bin = 0;
  while (bin < 255 && seen + bins[bin] <= wanted) seen += bins[bin++];
  return bin / 255;
}
