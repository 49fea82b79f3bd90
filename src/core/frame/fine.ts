import { INPUT_SIZE } from "../picture.ts";

/** Everything is drawn three times as fine first, so that strokes can be widened by fractions of a pixel. */
export const FINE = 3;
export const SIDE = INPUT_SIZE * FINE;

/** A digit drawn finely. */
export interface Fine {
  /** `[SIDE, SIDE]`, 0 (paper) … 1 (ink). */
  readonly fine: Float32Array;
  /** Holds all ink. */
  readonly extent: Extent;
}

/** Where ink may be; right and bottom are excluded. */
export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** With this many pixels around it. */
export function grow({ left, top, right, bottom }: Extent, margin: number): Extent {
  return {
    left: Math.max(0, left - margin),
    top: Math.max(0, top - margin),
    right: Math.min(SIDE, right + margin),
    bottom: Math.min(SIDE, bottom + margin),
  };
}
