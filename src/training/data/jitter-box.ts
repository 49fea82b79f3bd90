import type { Box } from "../../core/picture.ts";
import type { Random } from "../random.ts";

/** How far a finder's box is off: of its longer side, and in pixels at least. */
const OFF = 0.03;
const MIN_OFF_PX = 0.4;
/** Standard deviation of its sides' logarithms. */
const GROWTH = 0.06;

/** The box as a finder gives it, a little off. */
export function jitterBox({ x, y, width, height }: Box, random: Random): Box {
  const off = Math.max(OFF * Math.max(width, height), MIN_OFF_PX);
  const grow = () => Math.exp(GROWTH * random.normal());
  const w = Math.max(2, width * grow() + 0.3 * random.normal());
  const h = Math.max(2, height * grow());
  const [cx, cy] = [x + width / 2 + off * random.normal(), y + height / 2 + off * random.normal()];
  return { x: cx - w / 2, y: cy - h / 2, width: w, height: h };
}
