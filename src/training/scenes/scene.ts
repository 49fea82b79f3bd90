import type { Box, Ink, Picture } from "../../core/picture.ts";

/** A made-up picture with what is known about it. */
export interface Scene {
  readonly picture: Picture;
  /** Where the ink really is, in the picture's pixels, cut off at its border. */
  readonly box: Box;
  readonly ink: Ink;
  /** 0…9, or `NONE`. */
  readonly label: number;
  readonly kind: SceneKind;
}

/**
 * `plain`: white on black, 28×28, as MNIST · `photo`: paper, light and a camera · `crop`: a small dark-on-grey cut-out ·
 * `scan`: flat and bright · `canvas`: drawn with a finger or a mouse · `board`: chalk · `frame`: 16×16, filling its frame,
 * as USPS · `bitmap`: 32×32, black and white only, as optdigits · `real`: a real picture · `texture`: nothing written.
 */
export const SCENE_KINDS = [
  "plain",
  "photo",
  "crop",
  "scan",
  "canvas",
  "board",
  "frame",
  "bitmap",
  "real",
  "texture",
] as const;
export type SceneKind = (typeof SCENE_KINDS)[number];
export type WrittenKind = Exclude<SceneKind, "real" | "texture">;
