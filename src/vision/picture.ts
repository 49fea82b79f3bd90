/** The picture as every decoder gives it: 8-bit RGBA, rows from the top, upright (EXIF orientation already applied). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]`, 0…255, alpha not premultiplied. */
  readonly rgba: Uint8Array | Uint8ClampedArray;
  /** Width and height that the picture has in its file, upright, in pixels; only where it was shrunk while it was decoded. */
  readonly original?: { readonly width: number; readonly height: number };
  /** Whether the file's end mark is missing, though all of its pixels are there. */
  readonly truncated?: boolean;
}

/** A rectangle in a picture's own pixels; `x` and `y` are its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Whether the ink is darker or lighter than what it stands on. */
export type Ink = "dark" | "light";

/** Width and height of the picture that the network sees, in pixels. */
export const INPUT_SIZE = 28;

/** What is odd about a picture, in words that an answer carries. */
export const WARNINGS = ["faint", "blurred", "cut_off", "several_digits", "small", "truncated"] as const;
export type Warning = (typeof WARNINGS)[number];

/** One reading of a picture: what the network would see if the digit were here and the ink of this kind. */
export interface Candidate {
  /** `[28, 28]`, 0 (paper) … 1 (ink), framed as MNIST does: 20-pixel box, centred by mass. */
  readonly input: Float32Array;
  readonly box: Box;
  readonly ink: Ink;
  /** How likely it is something written, by its place and its ink alone, 0…1. */
  readonly likelihood: number;
  readonly warnings: readonly Warning[];
}

/** Everything that preparation found, best guess first; at least one candidate. */
export interface Prepared {
  readonly candidates: readonly Candidate[];
}
