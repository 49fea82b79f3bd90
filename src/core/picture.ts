/** The picture as every decoder gives it: 8-bit RGBA, rows from the top, upright (EXIF orientation already applied). */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]`, 0…255, alpha not premultiplied. */
  readonly rgba: Uint8Array | Uint8ClampedArray;
  /**
   * Pixels of the original per pixel here, 1 or more, where a large picture was shrunk while it was decoded; absent is 1.
   * What is found here lies at `scale` times its place in the original.
   */
  readonly scale?: number;
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
