import type { ConstraintOptions } from "../../core/constrain/constraint-options.ts";
import type { Box } from "../../core/picture.ts";

/** A picture of which a person has said what is on it. */
export interface TaughtPicture {
  readonly name: string;
  readonly truth: TaughtDigit | TaughtNumber;
  /** The image file's bytes. */
  load(): Promise<Uint8Array>;
}

export interface TaughtDigit {
  readonly kind: "digit";
  /** 0…9, or 10 for no digit. */
  readonly label: number;
}

/** One number of a picture that may have several. */
export interface TaughtNumber {
  readonly kind: "number";
  readonly text: string;
  /** Where it was read, in the upright picture's own pixels. */
  readonly box: Box;
  readonly digits: readonly { readonly label: number; readonly box: Box }[];
  /** It was read under these, and is read under them again. */
  readonly constraint: ConstraintOptions;
  readonly isOneLine: boolean;
}

/** By what pictures are held out alike: the digit, or 11 for numbers. */
export function groupOf({ truth }: TaughtPicture): number {
  return truth.kind === "digit" ? truth.label : 11;
}
