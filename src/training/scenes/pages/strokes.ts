import type { Stroke } from "../../../core/image/render-strokes.ts";
import { smoothStroke } from "../../../core/image/smooth-stroke.ts";
import type { Random } from "../../random.ts";

/** A straight line from the first place to the second. */
export function straight(x0: number, y0: number, x1: number, y1: number): Stroke {
  return [
    { x: x0, y: y0 },
    { x: x1, y: y1 },
  ];
}

/** A closed rectangle. */
export function rectangle(left: number, top: number, right: number, bottom: number): Stroke {
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
    { x: left, y: top },
  ];
}

/** A ring drawn by hand: not quite round, not quite closed. Where `wobble` is 0, it is exact. */
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
