/** What the finder's map holds. */

/** One cell of the map stands for this many pixels of the finder's input along each side. */
export const STRIDE = 4;
/** Sides of the input are multiples of this, in pixels. */
export const INPUT_MULTIPLE = 32;

/** Channels of the map, in order. */
export const CHANNELS = {
  /** Logit that a digit's centre is here. */
  centre: 0,
  /** Logit of digits that are too small to be recognized at this scale. */
  small: 1,
  /** Logarithms of the digit's sides, relative to `UNIT_SIZE`. */
  width: 2,
  height: 3,
  /** Where the digit's centre is, from the cell's own, in cells. */
  x: 4,
  y: 5,
  /** Logits of the ten digits. */
  classes: 6,
} as const;
export const CHANNEL_COUNT = 16;

/** In pixels of the input. */
export const UNIT_SIZE = 16;
