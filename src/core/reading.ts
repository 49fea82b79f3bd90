import type { Region } from "./find/region.ts";
import type { Box, Ink } from "./picture.ts";

/** What is odd about a picture, in words that a reading carries. */
export const WARNINGS = ["faint", "blurred", "cut_off", "several_digits", "small", "truncated"] as const;
export type Warning = (typeof WARNINGS)[number];

/** A region framed for the classifier: what it would see if the digit were here and the ink of this kind. */
export interface Candidate {
  /** `[28, 28]`, 0 (paper) … 1 (ink), framed as MNIST does: 20-pixel box, centred by mass. */
  readonly input: Float32Array;
  readonly box: Box;
  readonly ink: Ink;
  /** As the finder saw it; undefined where it was not asked. */
  readonly region: Region | undefined;
  readonly warnings: readonly Warning[];
}

/** `accept`: may be used as it is at the error rate asked for; `review`: let a person look; `reject`: no digit. */
export type Decision = "accept" | "review" | "reject";

/** What was read from a picture. */
export interface Reading {
  /** 0…9, or null where it is more likely no digit. */
  readonly digit: number | null;
  /** Calibrated probability that `digit` (null included) is right, 0…1. */
  readonly confidence: number;
  readonly decision: Decision;
  /** `[10]`, one for each digit; together with `nonDigit` they sum to 1. */
  readonly probabilities: readonly number[];
  /** Calibrated probability that it is no digit, 0…1. */
  readonly nonDigit: number;
  readonly warnings: readonly Warning[];
  readonly seen: Seen;
  /** Time spent, in milliseconds. */
  readonly timings: Timings;
}

/** What the classifier saw. */
export interface Seen {
  /** Where the digit was found, in the picture's own pixels (upright). */
  readonly box: Box;
  readonly ink: Ink;
  /** `[28, 28]`, 0 (paper) … 1 (ink). */
  readonly input: Float32Array;
}

/** Together, the time from `startedMs` on. */
export interface Timings {
  /** On the clock of `performance.now()`. */
  readonly startedMs: number;
  /** Waiting: for the thread that reads, before all else, and for the classifier. */
  readonly queueMs: number;
  readonly decodeMs: number;
  /** Finding regions and framing them. */
  readonly findMs: number;
  /** Running the classifier, and choosing the reading. */
  readonly inferMs: number;
}
