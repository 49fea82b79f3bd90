import { type Box, INPUT_PIXELS, INPUT_SIZE, type Picture } from "../picture.ts";
import { floatsAt, kernels } from "../pixels/pixel-kernels.ts";
import { drawInk } from "./draw-ink.ts";

/** The region's longer side takes this many of them. */
const DIGIT_SIZE = 20;
/** A region with a longer side from this on, in pixels, is drawn two and three times as fine at first: thin strokes would pale. */
const FINE_FROM = [36, 64] as const;

export interface Framed {
  /** `[28, 28]`, 0 (paper) … 1 (ink) */
  readonly input: Float32Array;
  /** Whether the ink is darker than the paper. */
  readonly isDark: boolean;
  /** Distance of ink and paper, 0…1. */
  readonly contrast: number;
  /** How much of the way from paper to ink an edge takes within one pixel of the picture, 0…1: less is blur. */
  readonly sharpness: number;
}

/**
 * Frames a region as MNIST frames its digits (LeCun et al. 1998, http://yann.lecun.com/exdb/mnist/): the longer side takes 20 of 28
 * pixels, the ink's centre of mass lies in the middle, strokes are neither hair-thin nor blots. Ink is what differs from the paper
 * around it, in whatever colour.
 *
 * @param box in the picture's pixels; may reach beyond the picture
 */
export function frameRegion(picture: Picture, box: Box): Framed {
  const side = Math.max(box.width, box.height, 1);
  const fineness = side >= FINE_FROM[1] ? 3 : side >= FINE_FROM[0] ? 2 : 1;
  const size = INPUT_SIZE * fineness;
  const scale = (DIGIT_SIZE * fineness) / side;
  const { places, halves, isDark, contrast } = drawInk(picture, box, scale, size);
  const sharpness = kernels.edgeSteepness(places.ink, size);
  const strokes = fineness > 1 ? kernels.normalizeStroke(places.ink, size, fineness, places.spare) : places.ink;
  kernels.reduce(strokes, size, fineness, halves.x, halves.y, places.input);
  return {
    input: floatsAt(places.input, INPUT_PIXELS).slice(),
    ...{ isDark, contrast, sharpness: Math.min(1, sharpness * scale) },
  };
}
