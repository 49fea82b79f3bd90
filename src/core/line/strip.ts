import { toPixels } from "../image/to-pixels.ts";
import type { Box, Picture } from "../picture.ts";

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

/** A line as the line reader sees it. */
export interface Strip {
  /** A multiple of `STRIP_STRIDE`. */
  readonly columns: number;
  /** `[3, 32, columns]`, 0…1. */
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
 */
export function drawStrip(picture: Picture, place: LinePlace, columns: number): Strip {
  const { width, height } = picture;
  const pixels = toPixels(picture.rgba);
  const n = STRIP_ROWS * columns;
  const colours = new Float32Array(3 * n);
  const stepX = 1 / stripScale(place);
  const stepY = place.height / STRIP_DIGIT;
  const samples = Math.min(MAX_SAMPLES, Math.ceil(Math.max(stepX, stepY)));
  const share = 1 / (255 * samples * samples);
  const [lastX, lastY] = [width - 1, height - 1];
  for (let column = 0; column < columns; column++) {
    for (let i = 0; i < samples; i++) {
      const x = place.left + (column + (i + 0.5) / samples) * stepX;
      const middle = place.y + place.slope * (x - place.left);
      const fromX = x - 0.5 < 0 ? 0 : x - 0.5 > lastX ? lastX : x - 0.5;
      const x0 = Math.floor(fromX);
      const x1 = x0 < lastX ? x0 + 1 : x0;
      const partX = fromX - x0;
      for (let row = 0; row < STRIP_ROWS; row++) {
        const to = row * columns + column;
        for (let j = 0; j < samples; j++) {
          const y = middle + (row + (j + 0.5) / samples - STRIP_ROWS / 2) * stepY - 0.5;
          const fromY = y < 0 ? 0 : y > lastY ? lastY : y;
          const y0 = Math.floor(fromY);
          const partY = fromY - y0;
          const upper = y0 * width;
          const lower = y0 < lastY ? upper + width : upper;
          const a = pixels[upper + x0];
          const b = pixels[upper + x1];
          const c = pixels[lower + x0];
          const d = pixels[lower + x1];
          const wa = (1 - partX) * (1 - partY) * share;
          const wb = partX * (1 - partY) * share;
          const wc = (1 - partX) * partY * share;
          const wd = partX * partY * share;
          colours[to] += wa * (a & 255) + wb * (b & 255) + wc * (c & 255) + wd * (d & 255);
          colours[n + to] +=
            wa * ((a >>> 8) & 255) + wb * ((b >>> 8) & 255) + wc * ((c >>> 8) & 255) + wd * ((d >>> 8) & 255);
          colours[2 * n + to] +=
            wa * ((a >>> 16) & 255) + wb * ((b >>> 16) & 255) + wc * ((c >>> 16) & 255) + wd * ((d >>> 16) & 255);
        }
      }
    }
  }
  return { columns, colours };
}
