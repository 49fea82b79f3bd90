import type { Random } from "../random.ts";
import { clamp } from "./clamp.ts";
import type { Hand } from "./place-shape.ts";
import { SHAPE_SIZE, type Shape } from "./shape-field.ts";

/** A hand by chance. `pen` is the pen's radius for a `line` shape, as a share of the height; an `area` shape swells or shrinks instead. */
export function pickHand(shape: Shape, pen: number, random: Random): Hand {
  return {
    rotation: clamp((random.chance(0.12) ? 0.25 : 0.09) * random.normal(), -0.45, 0.45),
    slant: clamp((random.chance(0.12) ? 0.28 : 0.14) * random.normal(), -0.5, 0.5),
    aspect: Math.exp(clamp(0.13 * random.normal(), -0.35, 0.35)),
    wobble: random.chance(0.7) ? Math.abs(0.018 * random.normal()) : 0,
    pen: shape.kind === "line" ? linePen(shape, pen) : swelling(shape, random),
    pressure: random.chance(0.4) ? 0.45 * random.next() : 0,
    nib: shape.kind === "line" && random.chance(0.15) ? pen * random.between(0.5, 1.4) : 0,
  };
}

/** A flat shape (a minus) has little height: its pen goes by the longer side. */
function linePen(shape: Shape, pen: number): number {
  return (pen * SHAPE_SIZE) / shape.inkHeight;
}

function swelling(shape: Shape, random: Random): number {
  const swell = clamp(0.4 * random.normal(), -0.5, 0.9) * shape.halfWidth;
  return clamp(swell, -2.5, 2.5) / shape.inkHeight;
}
