import type { Picture } from "../../src/core/picture.ts";

/** A line of the pen. Everything is in shares of the sheet's side, 0…1. */
export interface PadStroke {
  readonly width: number;
  readonly points: { readonly x: number; readonly y: number }[];
}

/** Width and height of the picture that is read, in pixels. */
const PICTURE_SIDE = 280;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws strokes on a square of `side` pixels, in the context's own stroke colour. */
export function paintStrokes(context: Context, strokes: readonly PadStroke[], side: number): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.fillStyle = context.strokeStyle;
  for (const { width, points } of strokes) {
    context.lineWidth = width * side;
    context.beginPath();
    // Of a line without length a canvas draws nothing, not even the round caps.
    if (points.every(({ x, y }) => x === points[0].x && y === points[0].y)) {
      context.arc(points[0].x * side, points[0].y * side, context.lineWidth / 2, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    context.moveTo(points[0].x * side, points[0].y * side);
    for (let i = 1; i < points.length - 1; i++) {
      const { x, y } = points[i];
      const middle = { x: (x + points[i + 1].x) / 2, y: (y + points[i + 1].y) / 2 };
      context.quadraticCurveTo(x * side, y * side, middle.x * side, middle.y * side);
    }
    const end = points[points.length - 1];
    context.lineTo(end.x * side, end.y * side);
    context.stroke();
  }
}

/** The strokes in black on white, as pixels to be read. */
export function strokesToPicture(strokes: readonly PadStroke[]): Picture {
  const context = new OffscreenCanvas(PICTURE_SIDE, PICTURE_SIDE).getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, PICTURE_SIDE, PICTURE_SIDE);
  context.strokeStyle = "#000";
  paintStrokes(context, strokes, PICTURE_SIDE);
  return {
    width: PICTURE_SIDE,
    height: PICTURE_SIDE,
    rgba: context.getImageData(0, 0, PICTURE_SIDE, PICTURE_SIDE).data,
  };
}
