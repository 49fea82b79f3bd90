import { alongSegment, type Point } from "./along-segment.ts";

/**
 * How far (`x`, `y`) is from the line between two points, in pixels.
 *
 * @param along of `alongSegment`, where it is known
 */
export function distanceToSegment(
  from: Point,
  to: Point,
  x: number,
  y: number,
  along = alongSegment(from, to, x, y),
): number {
  const [dx, dy] = [x - from.x - along * (to.x - from.x), y - from.y - along * (to.y - from.y)];
  return Math.sqrt(dx * dx + dy * dy);
}
