import { luma } from "../image/luma.ts";
import type { Planes } from "../image/shrink.ts";
import type { Ink } from "../picture.ts";
import { allocate } from "../scratch.ts";
import { histogramQuantile, toHistogram } from "./histogram.ts";

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
export function toPaperTone({ width, height, red, green, blue }: Planes, ink: Ink): Tone {
  const data = allocate(Float32Array, width * height);
  const sign = ink === "dark" ? 1 : -1;
  const offset = ink === "dark" ? 0 : 1;
  const paper = mediansOf([red, green, blue]).map((level) => offset + sign * level);
  const [gainRed, gainGreen, gainBlue] = balance(paper);
  for (let i = 0; i < data.length; i++) {
    const r = (offset + sign * red[i]) * gainRed;
    const g = (offset + sign * green[i]) * gainGreen;
    const b = (offset + sign * blue[i]) * gainBlue;
    data[i] = Math.min(1, 0.5 * luma(r, g, b) + 0.5 * Math.min(r, g, b));
  }
  return { width, height, data };
}

function mediansOf(planes: readonly Float32Array[]): number[] {
  const first = histogramQuantile(toHistogram(planes[0]), 0.5);
  return planes.map((plane) => (plane === planes[0] ? first : histogramQuantile(toHistogram(plane), 0.5)));
}

/** Gains that make the paper grey; bounded, so that a red room isn't turned into noise. */
function balance(paper: readonly number[]): number[] {
  const brightest = Math.max(...paper);
  return paper.map((level) => (brightest < 0.05 ? 1 : Math.min(2, brightest / Math.max(level, 0.02))));
}
