import type { Picture } from "../picture.ts";
import { kernels } from "../pixels/pixel-kernels.ts";
import { type SquarePlaces, sampleColours, toPlaces } from "./sample-colours.ts";
import { visibleSquare } from "./visible-square.ts";

/** Ink beyond the region's box counts fully up to this share of its longer side, and then fades. */
const REACH = 0.1;

/** A square of a picture as ink. */
export interface InkSquare {
  /** `places.ink` is `[size, size]`, 0 (paper) … 1 (ink), in the kernels' memory until the next square. */
  readonly places: SquarePlaces;
  /** Half the box's sides, around the middle. */
  readonly halves: { readonly x: number; readonly y: number };
  readonly isDark: boolean;
  /** Distance of ink and paper, 0…1. */
  readonly contrast: number;
}

/**
 * Draws what is in a box, and around it, as ink. First the paper: a plane, and then a shallow dome, are fitted to the colours around and
 * behind the ink, for light falls off to the sides, and a lens darkens its corners. Least squares, reweighted so that what differs counts
 * less each time (Beaton and Tukey 1974, https://doi.org/10.1080/00401706.1974.10489171). Then the ink: how much each pixel differs from
 * the paper, by the colour in which most differs.
 *
 * @param scale pixels of the square per pixel of the picture
 * @param size of the square, in its pixels: a multiple of 28 up to 84, or 64
 * @param reachPx in pixels of the square
 */
export function drawInk(
  picture: Picture,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  scale: number,
  size: number,
  reachPx?: number,
): InkSquare {
  const centre = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const halves = { x: (box.width * scale) / 2, y: (box.height * scale) / 2 };
  sampleColours(picture, centre, scale, size);
  const places = toPlaces(size);
  const { left, top, right, bottom } = visibleSquare(picture, centre, scale, size);
  const noise = kernels.fitPaper(places.colours, size, halves.x, halves.y, left, top, right, bottom);
  const reach = reachPx ?? REACH * Math.max(halves.x, halves.y) * 2;
  kernels.toInk(places.colours, size, halves.x, halves.y, noise, reach, places.ink);
  return { places, halves, isDark: kernels.isDark.value === 1, contrast: kernels.contrast.value };
}
