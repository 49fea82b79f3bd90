/** A picture of a number as a client would send it, and the truth about it. */
export interface LabelledNumber {
  readonly name: string;
  /** An image file. */
  readonly bytes: Uint8Array;
  /** Its digits. */
  readonly text: string;
}

export interface NumberSet {
  /** One word: `strings`. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  /** Every picture shows one line with one number, and is read as such. */
  readonly isOneLine: boolean;
  images(): AsyncIterable<LabelledNumber>;
}
