/** 0…9, or null for a picture that is no digit. */
export type Label = number | null;

/** A picture as a client would send it, and the truth about it. */
export interface LabelledImage {
  readonly name: string;
  /** An image file. */
  readonly bytes: Uint8Array;
  readonly label: Label;
}

export interface ImageSet {
  /** One word: `photos`. */
  readonly name: string;
  /** What it is, for people. */
  readonly title: string;
  /** Only measured where it is asked for by name, as a part that was trained on is. */
  readonly onlyIfNamed?: boolean;
  images(): AsyncIterable<LabelledImage>;
}
