import type { PenPoint, Stroke } from "./render-strokes.ts";

/**
 * A smooth stroke through the given points: a centripetal Catmull–Rom spline, which has neither loops nor cusps between
 * them (Yuksel, Schaefer, Keyser: Parameterization and Applications of Catmull–Rom Curves, 2011).
 *
 * @param stepPx about how far the points of the result lie apart
 */
export function smoothStroke(points: Stroke, stepPx = 2): Stroke {
  if (points.length < 3) return points;
  const smooth: PenPoint[] = [];
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

/** The point that continues the line from `inner` over `end` by the same length: a neighbour for the spline's ends. */
function mirror(end: PenPoint, inner: PenPoint): PenPoint {
  return { x: 2 * end.x - inner.x, y: 2 * end.y - inner.y };
}

/** Barry and Goldman's pyramid with centripetal knots; `t` 0…1 runs from `b` to `c`. */
function onSpline(a: PenPoint, b: PenPoint, c: PenPoint, d: PenPoint, t: number): PenPoint {
  const knot = (from: PenPoint, to: PenPoint) => Math.max(1e-6, Math.sqrt(Math.hypot(to.x - from.x, to.y - from.y)));
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
