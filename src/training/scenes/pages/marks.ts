import type { Point } from "../../../core/image/along-segment.ts";
import { renderStrokes, type Stroke } from "../../../core/image/render-strokes.ts";
import { smoothStroke } from "../../../core/image/smooth-stroke.ts";
import type { Random } from "../../random.ts";
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
  layOnce(canvas, { width, height, coverage }, left, top, colour, opacity);
}

/** Lays ink that doesn't add up where pieces meet: it only moves a pixel towards the ink's own tone. */
function layOnce(
  canvas: Canvas,
  tile: { readonly width: number; readonly height: number; readonly coverage: Float32Array },
  left: number,
  top: number,
  colour: Rgb,
  opacity: number,
): void {
  layTile(canvas, tile, left, top, colour, opacity);
}

export function rectangle(left: number, top: number, right: number, bottom: number): Stroke {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
    { x: left, y: top },
  ];
}

/** A ring drawn by hand: not quite round, not quite closed. */
export function ring(cx: number, cy: number, rx: number, ry: number, wobble: number, random: Random): Stroke {
  const steps = 28;
  const [a, p, b, q] = [wobble * random.normal(), random.between(0, 7), wobble * random.normal(), random.between(0, 7)];
  const start = random.between(0, 2 * Math.PI);
  const sweep = 2 * Math.PI * (1 + (wobble > 0 ? random.between(-0.04, 0.12) : 0));
  const points = Array.from({ length: steps + 1 }, (_, i) => {
    const angle = start + (sweep * i) / steps;
    const swell = 1 + a * Math.sin(2 * angle + p) + b * Math.sin(3 * angle + q);
    return { x: cx + rx * swell * Math.cos(angle), y: cy + ry * swell * Math.sin(angle) };
  });
  return smoothStroke(points, Math.max(2, Math.min(rx, ry) / 6));
}
