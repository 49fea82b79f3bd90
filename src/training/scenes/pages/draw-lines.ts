import type { Point } from "../../../core/image/along-segment.ts";
import { renderStrokes, type Stroke } from "../../../core/image/render-strokes.ts";
import { type Canvas, layTile, type Rgb } from "../canvas.ts";

/** What a line is drawn with. */
export interface Pencil {
  readonly colour: Rgb;
  readonly opacity: number;
  /** In pixels; below 1 the line is paler instead of thinner. */
  readonly widthPx: number;
}

/** Draws lines on the canvas, without painting more than their own surroundings. */
export function drawLines(canvas: Canvas, strokes: readonly Stroke[], { colour, opacity, widthPx }: Pencil): void {
  const drawn = Math.max(1, widthPx);
  const pale = opacity * Math.min(1, widthPx);
  for (const stroke of strokes) {
    for (let i = 0; i < Math.max(1, stroke.length - 1); i++) {
      // Long lines go in pieces, each with a tile of its own, so that a slanted one costs little.
      const from = stroke[i];
      const to = stroke[i + 1] ?? from;
      const pieces = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 40));
      for (let piece = 0; piece < pieces; piece++)
        drawPiece(canvas, at(from, to, piece / pieces), at(from, to, (piece + 1) / pieces), drawn, colour, pale);
    }
  }
}

function at(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function drawPiece(canvas: Canvas, from: Point, to: Point, widthPx: number, colour: Rgb, opacity: number): void {
  const pad = Math.ceil(widthPx / 2 + 1);
  const left = Math.floor(Math.min(from.x, to.x)) - pad;
  const top = Math.floor(Math.min(from.y, to.y)) - pad;
  const width = Math.ceil(Math.max(from.x, to.x)) + pad - left;
  const height = Math.ceil(Math.max(from.y, to.y)) + pad - top;
  if (left >= canvas.width || top >= canvas.height || left + width <= 0 || top + height <= 0) return;
  const moved = [from, to].map(({ x, y }) => ({ x: x - left, y: y - top }));
  const coverage = renderStrokes([moved], widthPx, { width, height });
  layTile(canvas, { width, height, coverage }, left, top, colour, opacity);
}
