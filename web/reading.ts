import type { Box, Ink, Picture, Warning } from "../src/vision/picture.ts";

/** A picture to be read: a file, or pixels that were drawn here. */
export type Source = Blob | Picture;

export type Decision = "accept" | "review" | "reject";

/** What became of one picture, whoever read it. */
export interface Reading {
  readonly digit: number | null;
  /** 0…1 */
  readonly confidence: number;
  readonly decision: Decision;
  /** `[10]`, 0…1; sums to 1 together with `notADigit`. */
  readonly probabilities: readonly number[];
  readonly notADigit: number;
  readonly warnings: readonly Warning[];
  readonly box: Box;
  readonly ink: Ink;
  /** `[28, 28]`, 0 (paper) … 1 (ink) */
  readonly input: Float32Array;
  readonly model: { readonly name: string; readonly version: string };
  /** Null where no request was made. */
  readonly requestId: string | null;
}

/** Reads pictures, here or elsewhere. */
export interface Reader {
  /** @throws Problem; whatever it throws after `signal` has been aborted means nothing */
  read(source: Source, maxError: number, signal: AbortSignal): Promise<Reading>;
}

/** Why a picture could not be read. `message` is shown to the user, as text. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
