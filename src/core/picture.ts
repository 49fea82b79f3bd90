/** The picture as every decoder gives it: 8-bit RGBA, rows from the top, upright (EXIF orientation already applied). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]`, 0…255, alpha not premultiplied. */
  readonly rgba: Uint8Array | Uint8ClampedArray;
  /** Whether every alpha is known to be 255. Where it isn't said, `flatten` looks. */
  readonly isOpaque?: boolean;
  /** Width and height that the picture has in its file, upright, in pixels; only where it was shrunk while it was decoded. */
  readonly original?: { readonly width: number; readonly height: number };
  /** Of a glance: pixels per pixel, across, of the picture that the decoder gives else. */
  readonly coarseness?: number;
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

/** Width and height of what the classifier sees, in pixels. */
export const INPUT_SIZE = 28;
export const INPUT_PIXELS = INPUT_SIZE * INPUT_SIZE;
