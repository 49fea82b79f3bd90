import { type Box, INPUT_SIZE, type Picture } from "../picture.ts";
import { fitPaper } from "./fit-paper.ts";
import { normalizeStroke } from "./normalize-stroke.ts";
import { sampleColours } from "./sample-colours.ts";
import { toInk } from "./to-ink.ts";
import { visibleSquare } from "./visible-square.ts";

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
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const colours = sampleColours(picture, centre, scale, size);
  const halves = { x: (box.width * scale) / 2, y: (box.height * scale) / 2 };
  const inside = visibleSquare(picture, centre, scale, size);
  const paper = fitPaper(colours, size, halves, inside);
  const { ink, isDark, contrast } = toInk(colours, size, halves, paper);
  const sharpness = edgeSteepness(ink, size);
  const strokes = fineness > 1 ? normalizeStroke(ink, size, fineness) : ink;
  return {
    input: reduce(strokes, size, fineness, halves),
    ...{ isDark, contrast, sharpness: Math.min(1, sharpness * scale) },
  };
}

/** Steepness of the edges per pixel: the mean of all differences between neighbours, weighted by themselves. */
function edgeSteepness(ink: Float32Array, size: number): number {
  let sum = 0;
  let square = 0;
  for (let y = 0; y < size - 1; y++) {
    for (let i = y * size; i < (y + 1) * size - 1; i++) {
      const across = ink[i + 1] - ink[i];
      const down = ink[i + size] - ink[i];
      const length = across * across + down * down;
      if (length === 0) continue;
      sum += Math.sqrt(length);
      square += length;
    }
  }
  return sum > 0 ? square / sum : 0;
}

/** The mean of each square of fine pixels, moved so that the centre of mass of the ink in the box lies in the middle. */
function reduce(ink: Float32Array, size: number, fineness: number, halves: { x: number; y: number }): Float32Array {
  const middle = size / 2;
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  const [left, right] = [
    Math.max(0, Math.floor(middle - halves.x - 0.5)),
    Math.min(size, Math.ceil(middle + halves.x + 0.5)),
  ];
  const [top, bottom] = [
    Math.max(0, Math.floor(middle - halves.y - 0.5)),
    Math.min(size, Math.ceil(middle + halves.y + 0.5)),
  ];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const value = ink[y * size + x];
      mass += value;
      sumX += value * (x + 0.5 - middle);
      sumY += value * (y + 0.5 - middle);
    }
  }
  const shift = (sum: number, half: number) => {
    // The box stays inside.
    const room = Math.max(0, middle - half - fineness);
    return Math.round(Math.max(-room, Math.min(room, mass > 0 ? sum / mass : 0)));
  };
  const shiftX = shift(sumX, halves.x);
  const shiftY = shift(sumY, halves.y);
  const out = new Float32Array(INPUT_SIZE * INPUT_SIZE);
  const share = 1 / (fineness * fineness);
  const start = Math.max(0, -shiftX);
  const end = Math.min(size, size - shiftX);
  for (let y = 0; y < size; y++) {
    if (y + shiftY < 0 || y + shiftY >= size) continue;
    const from = (y + shiftY) * size + shiftX;
    let to = Math.floor(y / fineness) * INPUT_SIZE + Math.floor(start / fineness);
    for (let x = start, place = start % fineness; x < end; x++) {
      out[to] += share * ink[from + x];
      if (++place < fineness) continue;
      place = 0;
      to++;
    }
  }
  return out;
}
