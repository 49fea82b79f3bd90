import type { Box } from "../../core/picture.ts";
import type { NumbersOptions } from "../../reader/create-reader.ts";

/** A picture of a number as a client would send it, and the truth about it. */
export interface LabelledNumber {
  readonly name: string;
  /** An image file. */
  readonly bytes: Uint8Array;
  /** Its digits. */
  readonly text: string;
  /** Where it stands in the picture, in pixels; absent where it is the only one. */
  readonly box?: Box;
}

export interface NumberSet {
  /** One word: `strings`. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  /** How the pictures are read. */
  readonly options: NumbersOptions;
  /** Numbers of one picture come one after the other, with the same bytes. */
  images(): AsyncIterable<LabelledNumber>;
}
