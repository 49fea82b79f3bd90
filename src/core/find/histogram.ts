import { allocate } from "../scratch.ts";

/** How often each of 256 levels occurs. */
export interface Histogram {
  readonly bins: Uint32Array;
  readonly total: number;
}

const ENOUGH = 20_000;

/** Counts values in 0…1; of very many, evenly spaced ones. */
export function toHistogram(values: Float32Array): Histogram {
  const bins = allocate(Uint32Array, 256);
  const step = Math.max(1, Math.floor(values.length / ENOUGH));
  let total = 0;
  for (let i = 0; i < values.length; i += step, total++) bins[(values[i] * 255 + 0.5) | 0]++;
  return { bins, total };
}

/** The level (0…1) that the given share (0…1) of the values doesn't exceed. */
export function histogramQuantile({ bins, total }: Histogram, share: number): number {
  const wanted = share * total;
  let seen = 0;
  let bin = 0;
  while (bin < 255 && seen + bins[bin] <= wanted) seen += bins[bin++];
  return bin / 255;
}
