import type { Box, Picture } from "../picture.ts";
import { copyPart } from "../pixels/copy-part.ts";
import { FREE, floatsAt, kernels, reserve } from "../pixels/pixel-kernels.ts";

/** Rows of a strip, in pixels. */
export const STRIP_ROWS = 32;
/** How high digits of usual height stand in a strip, in pixels. */
export const STRIP_DIGIT = 22;
/** Strips are drawn wider than they are: narrow digits that touch are told apart by it. */
export const STRIP_STRETCH = 1.4;
/** Pixels of a strip across, for each column that the line reader gives. */
export const STRIP_STRIDE = 4;

/** Where a line of writing lies. It may rise or fall; its digits stand upright. */
export interface LinePlace {
  /** Left and right end, in pixels of the picture. */
  readonly left: number;
  readonly right: number;
  /** Middle of the digits at the left end, and how much lower it is for each pixel to the right. */
  readonly y: number;
  readonly slope: number;
  /** Usual height of its digits. */
  readonly height: number;
}

/** Lines of the same width as the line reader sees them. */
export interface Strips {
  readonly count: number;
  /** A multiple of `STRIP_STRIDE`. */
  readonly columns: number;
  /** `[count, 3, 32, columns]` */
  readonly colours: Float32Array;
}

/** Widths of strips are multiples of this, in pixels. */
const WIDTH_STEP = 4 * STRIP_STRIDE;
/** Samples along and across each pixel of a strip, where it covers several pixels of the picture. */
const MAX_SAMPLES = 8;

/** Pixels of a strip across per pixel of the picture. */
export function stripScale({ height }: Pick<LinePlace, "height">): number {
  return (STRIP_STRETCH * STRIP_DIGIT) / height;
}

/** Width of the strip of a line, in its own pixels: a multiple of 16, so that engines meet few sizes. */
export function stripColumns(place: LinePlace): number {
  return Math.max(1, Math.ceil(((place.right - place.left) * stripScale(place)) / WIDTH_STEP)) * WIDTH_STEP;
}

/** The place of a box in a strip: middle and size, in the strip's pixels. */
export function toStrip(box: Box, place: LinePlace): { x: number; y: number; width: number; height: number } {
  const across = stripScale(place);
  const down = STRIP_DIGIT / place.height;
  const x = box.x + box.width / 2;
  const middle = place.y + place.slope * (x - place.left);
  return {
    x: (x - place.left) * across,
    y: STRIP_ROWS / 2 + (box.y + box.height / 2 - middle) * down,
    width: box.width * across,
    height: box.height * down,
  };
}

/**
 * Draws a line at the line reader's size, level. Beyond its border the picture goes on as it ends there.
 *
 * @param columns width of the strip; what the line doesn't fill shows what stands to its right
 * @returns `[3, 32, columns]`, 0…1
 */
export function drawStrip(picture: Picture, place: LinePlace, columns: number): Float32Array {
  return drawStripInKernels(picture, place, columns).slice();
}

/** The same, as a view of the kernels' memory, from `FREE` on. */
export function drawStripInKernels(picture: Picture, place: LinePlace, columns: number): Float32Array {
  const { width, height } = picture;
  const n = STRIP_ROWS * columns;
  const stepX = 1 / stripScale(place);
  const stepY = place.height / STRIP_DIGIT;
  const samples = Math.min(MAX_SAMPLES, Math.ceil(Math.max(stepX, stepY)));
  const part = partOf(place, columns * stepX, (STRIP_ROWS / 2) * stepY, width - 1, height - 1);
  const pixels = FREE + 12 * n;
  const stride = 4 * part.width;
  const scratch = Math.ceil((pixels + stride * part.height) / 16) * 16;
  reserve(scratch + 16 * (STRIP_ROWS + Math.ceil(STRIP_ROWS * stepY) + 3));
  copyPart(picture, part, pixels);
  kernels.sampleStrip(
    ...[pixels - part.y * stride - 4 * part.x, stride, width - 1, height - 1],
    ...[place.left, place.y, place.slope, stepX, stepY, samples, columns, STRIP_ROWS, scratch, FREE],
  );
  return floatsAt(FREE, 3 * n);
}

/** What a strip shows of a picture, and a pixel around it: whole pixels, one at least. */
function partOf({ left, y, slope }: LinePlace, length: number, half: number, lastX: number, lastY: number): Box {
  const end = y + slope * length;
  const within = (value: number, last: number) => Math.max(0, Math.min(last, Math.floor(value)));
  const x0 = within(left - 1, lastX);
  const y0 = within(Math.min(y, end) - half - 1, lastY);
  const x1 = within(left + length + 1, lastX);
  const y1 = within(Math.max(y, end) + half + 1, lastY);
  return { x: x0, y: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
}
