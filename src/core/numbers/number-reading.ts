import type { Box } from "../picture.ts";
import type { Decision, Timings, Warning } from "../reading.ts";
import type { NumberFeatures } from "./number-features.ts";

/** All numbers that were read from a picture, in reading order. */
export interface NumbersReading {
  readonly numbers: readonly NumberReading[];
  readonly warnings: readonly Warning[];
  /** Time spent, in milliseconds. */
  readonly timings: Timings;
}

export interface NumberReading {
  /** As written, leading zeros included; null where nothing on the line satisfies the constraint. */
  readonly text: string | null;
  /** What the text is worth; null where it is no number, such as a date. */
  readonly value: number | null;
  /** Calibrated probability that the whole text is right, 0…1. */
  readonly confidence: number;
  readonly decision: Decision;
  readonly row: number;
  readonly column: number;
  /** Around all of its digits, in the picture's own pixels, upright. */
  readonly box: Box;
  /** From left to right. */
  readonly digits: readonly DigitOfNumber[];
  /** Other readings, likeliest first, at most three. */
  readonly alternatives: readonly NumberAlternative[];
  readonly warnings: readonly Warning[];
  /** What the confidence follows from; absent where there is no text, and where a server read it. */
  readonly features?: NumberFeatures;
  /** What would have been read without the constraint; absent where there is none. */
  readonly unconstrained?: NumberAlternative;
}

export interface DigitOfNumber {
  readonly digit: number;
  /** Probability that this digit is right, 0…1. */
  readonly confidence: number;
  readonly box: Box;
  /** What the classifier saw, `[28, 28]`, 0 (paper) … 1 (ink). */
  readonly input: Float32Array;
}

export interface NumberAlternative {
  readonly text: string;
  /** Probability that it is right, 0…1. */
  readonly confidence: number;
}
