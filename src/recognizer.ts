import type { Manifest } from "./model/manifest.ts";
import type { Box, Ink, Warning } from "./vision/picture.ts";

/** `accept`: may be used as it is at the error rate asked for; `review`: let a person look; `reject`: no digit. */
export type Decision = "accept" | "review" | "reject";

export interface RecognizeOptions {
  /** Share of accepted answers that may be wrong, above 0 to 1. Default 0.01. */
  readonly maxError?: number;
  /** Gives up with `cancelled` where the caller has gone away. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  /** 0…9, or null where it is more likely no digit. */
  readonly digit: number | null;
  /** Calibrated probability that `digit` (null included) is right, 0…1. */
  readonly confidence: number;
  readonly decision: Decision;
  /** `[10]`, one for each digit; together with `notADigit` they sum to 1. */
  readonly probabilities: readonly number[];
  readonly notADigit: number;
  readonly warnings: readonly Warning[];
  /** What the network saw. */
  readonly seen: Seen;
  /** Time spent, in milliseconds. */
  readonly timings: Timings;
}

export interface Seen {
  /** Where the digit was found, in the picture's own pixels (upright). */
  readonly box: Box;
  readonly ink: Ink;
  /** `[28, 28]`, 0 (paper) … 1 (ink). */
  readonly input: Float32Array;
}

export interface Timings {
  readonly decodeMs: number;
  readonly prepareMs: number;
  /** Waiting for the network and running it. */
  readonly inferMs: number;
}

/** THE use case: bytes in, answer out. */
export interface Recognizer {
  readonly manifest: Manifest;
  /**
   * @param bytes an image file of any format that is read
   * @throws PredictorError `image_broken`, `image_unsupported`, `file_empty`, `file_too_large`, `picture_too_large`, `no_ink`,
   *   `overloaded`, `timed_out`, `cancelled`
   */
  recognize(bytes: Uint8Array, options?: RecognizeOptions): Promise<Answer>;
}
