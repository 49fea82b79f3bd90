import { alongSegment, type Point } from "./along-segment.ts";
import { distanceToSegment } from "./distance-to-segment.ts";

/** A place that the pen passes; `pressure` multiplies the pen's width there (1 where absent). */
export interface PenPoint extends Point {
  readonly pressure?: number;
}

/** What the pen draws without leaving the paper: a polyline. A single point gives a dot. */
export type Stroke = readonly PenPoint[];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws strokes with a round pen, anti-aliased: a pixel's coverage falls from 1 to 0 over the one pixel around the
 * stroke's edge. Strokes that cross or overlap don't add up, as with a pen that is opaque.
 *
 * @param widthPx width of the pen in pixels, where the pressure is 1
 * @returns `[height, width]`, 0 (paper) … 1 (ink)
 */
export function renderStrokes(strokes: readonly Stroke[], widthPx: number, size: Size): Float32Array {
  const coverage = new Float32Array(size.width * size.height);
  for (const stroke of strokes) {
    for (let i = 0; i < stroke.length; i++) {
      if (i > 0) drawSegment(coverage, size, stroke[i - 1], stroke[i], widthPx);
      else if (stroke.length === 1) drawSegment(coverage, size, stroke[0], stroke[0], widthPx);
    }
  }
  return coverage;
}

/** The line between two points and everything nearer to it than the pen's radius, which changes evenly along the line. */
function drawSegment(coverage: Float32Array, size: Size, from: PenPoint, to: PenPoint, widthPx: number): void {
  const fromRadius = (widthPx * (from.pressure ?? 1)) / 2;
  const toRadius = (widthPx * (to.pressure ?? 1)) / 2;
  const reach = Math.max(fromRadius, toRadius) + 0.5;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(size.width - 1, Math.ceil(Math.max(from.x, to.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(size.height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      // The middle of pixel (x, y) lies at (x + 0.5, y + 0.5).
      const along = alongSegment(from, to, x + 0.5, y + 0.5);
      const radius = fromRadius + along * (toRadius - fromRadius);
      const value = Math.min(1, radius + 0.5 - distanceToSegment(from, to, x + 0.5, y + 0.5, along));
      const at = y * size.width + x;
      if (value > coverage[at]) coverage[at] = value;
    }
  }
}
