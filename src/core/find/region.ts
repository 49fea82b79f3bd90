import type { Box } from "../picture.ts";

/** A place in a picture where a digit is written, as the finder sees it. */
export interface Region {
  readonly box: Box;
  /** Logarithm of the odds that a digit's centre is here. */
  readonly logit: number;
  /** `[10]`: logarithms of the probabilities of the ten digits, were it one. */
  readonly logDigits: Float32Array;
}
