/** A place that the pen passes, in pixels; `pressure` multiplies the pen's width there (1 where absent). */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly pressure?: number;
}

/** What the pen draws without leaving the paper: a polyline. A single point gives a dot. */
export type Stroke = readonly Point[];

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
function drawSegment(coverage: Float32Array, size: Size, from: Point, to: Point, widthPx: number): void {
  const fromRadius = (widthPx * (from.pressure ?? 1)) / 2;
  const toRadius = (widthPx * (to.pressure ?? 1)) / 2;
  const reach = Math.max(fromRadius, toRadius) + 0.5;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(size.width - 1, Math.ceil(Math.max(from.x, to.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(size.height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const lengthSquared = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      // The middle of pixel (x, y) lies at (x + 0.5, y + 0.5).
      const px = x + 0.5 - from.x;
      const py = y + 0.5 - from.y;
      const along = lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
      const ex = px - along * dx;
      const ey = py - along * dy;
      const radius = fromRadius + along * (toRadius - fromRadius);
      const value = Math.min(1, radius + 0.5 - Math.sqrt(ex * ex + ey * ey));
      const at = y * size.width + x;
      if (value > coverage[at]) coverage[at] = value;
    }
  }
}

/**
 * A smooth stroke through the given points: a centripetal Catmull–Rom spline, which has neither loops nor cusps between
 * them (Yuksel, Schaefer, Keyser: Parameterization and Applications of Catmull–Rom Curves, 2011).
 *
 * @param stepPx about how far the points of the answer lie apart
 */
export function smoothStroke(points: Stroke, stepPx = 2): Stroke {
  if (points.length < 3) return points;
  const smooth: Point[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [b, c] = [points[i], points[i + 1]];
    const a = points[i - 1] ?? mirror(b, c);
    const d = points[i + 2] ?? mirror(c, b);
    const steps = Math.max(1, Math.ceil(Math.hypot(c.x - b.x, c.y - b.y) / stepPx));
    for (let step = 0; step < steps; step++) smooth.push(onSpline(a, b, c, d, step / steps));
  }
  smooth.push(points[points.length - 1]);
  return smooth;
}

/** A cubic Bézier curve as a stroke, for shapes that are given by control points. */
export function bezierStroke(from: Point, control1: Point, control2: Point, to: Point, steps = 32): Stroke {
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = step / steps;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    const [a, b, c, d] = weights;
    const mix = (key: "x" | "y") => a * from[key] + b * control1[key] + c * control2[key] + d * to[key];
    return { x: mix("x"), y: mix("y"), pressure: (from.pressure ?? 1) * (1 - t) + (to.pressure ?? 1) * t };
  });
}

/** The point that continues the line from `inner` over `end` by the same length: a neighbour for the spline's ends. */
function mirror(end: Point, inner: Point): Point {
  return { x: 2 * end.x - inner.x, y: 2 * end.y - inner.y };
}

/** Barry and Goldman's pyramid with centripetal knots; `t` 0…1 runs from `b` to `c`. */
function onSpline(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const knot = (from: Point, to: Point) => Math.max(1e-6, Math.sqrt(Math.hypot(to.x - from.x, to.y - from.y)));
  const t1 = knot(a, b);
  const t2 = t1 + knot(b, c);
  const t3 = t2 + knot(c, d);
  const at = t1 + t * (t2 - t1);
  const blend = (p: number, q: number, from: number, to: number) => (p * (to - at) + q * (at - from)) / (to - from);
  const coordinate = (key: "x" | "y") => {
    const ab = blend(a[key], b[key], 0, t1);
    const bc = blend(b[key], c[key], t1, t2);
    const cd = blend(c[key], d[key], t2, t3);
    return blend(blend(ab, bc, 0, t2), blend(bc, cd, t1, t3), t1, t2);
  };
  const pressure = (b.pressure ?? 1) * (1 - t) + (c.pressure ?? 1) * t;
  return { x: coordinate("x"), y: coordinate("y"), pressure };
}
