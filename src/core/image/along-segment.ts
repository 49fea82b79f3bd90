/** A place, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where on the line between two points the nearest place to (`x`, `y`) is: 0 (`from`) … 1 (`to`). */
export function alongSegment(from: Point, to: Point, x: number, y: number): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const lengthSquared = dx * dx + dy * dy;
  if (lengthSquared === 0) return 0;
  return Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared));
}
