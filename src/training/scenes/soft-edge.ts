/**
 * How much of a pixel lies inside an edge: 0 outside, 0.5 on the edge, 1 inside.
 *
 * @param insidePx how far the pixel's centre is inside; below 0 it is outside
 * @param softPx how wide the edge is: 1 for anti-aliasing alone, more for a blurred edge
 */
export function softEdge(insidePx: number, softPx: number): number {
  return Math.min(1, Math.max(0, insidePx / softPx + 0.5));
}
