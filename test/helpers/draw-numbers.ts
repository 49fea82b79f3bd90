import { strokesOf } from "../../scripts/draw-test-images.ts";
import type { Point } from "../../src/core/image/along-segment.ts";
import { renderStrokes, type Size, type Stroke } from "../../src/core/image/render-strokes.ts";
import type { Box, Picture } from "../../src/core/picture.ts";

/** A number that is written on a sheet. */
export interface WrittenNumber {
  readonly text: string;
  /** Top left corner, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Height of its digits, in pixels. */
  readonly tall: number;
}

export interface Sheet {
  readonly picture: Picture;
  /** Around the ink of each number, in the order given. */
  readonly boxes: readonly Box[];
}

const PAPER = 246;
const INK = 34;
/** In heights of the digits. */
const PEN = 0.09;
const GAP = 0.24;

/** Writes numbers on a white sheet with a round pen, each digit by itself. */
export function drawNumbers(size: Size, numbers: readonly WrittenNumber[]): Sheet {
  const written = numbers.map(write);
  const coverage = renderStrokes(
    written.flatMap(({ strokes }) => strokes),
    1,
    size,
  );
  const rgba = new Uint8Array(coverage.length * 4).fill(255);
  for (const [i, ink] of coverage.entries()) rgba.fill(Math.round(PAPER + ink * (INK - PAPER)), 4 * i, 4 * i + 3);
  return { picture: { ...size, rgba }, boxes: written.map(({ box }) => box) };
}

/** A white sheet without anything on it. */
export function drawNothing(size: Size): Picture {
  return drawNumbers(size, []).picture;
}

function write({ text, x, y, tall }: WrittenNumber): { strokes: Stroke[]; box: Box } {
  const pen = PEN * tall;
  const strokes: Stroke[] = [];
  let right = x - GAP * tall;
  for (const digit of text) {
    const drawn = strokesOf(Number(digit));
    const { left, top, width, height } = extentOf(drawn);
    const scale = (tall - pen) / height;
    const start = right + GAP * tall + pen / 2;
    const place = (point: Point) => ({
      x: start + (point.x - left) * scale,
      y: y + pen / 2 + (point.y - top) * scale,
      pressure: pen, // of a pen that is one pixel wide
    });
    strokes.push(...drawn.map((stroke) => stroke.map(place)));
    right = start + width * scale + pen / 2;
  }
  return { strokes, box: { x, y, width: right - x, height: tall } };
}

function extentOf(strokes: readonly Stroke[]) {
  const points = strokes.flat();
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}
