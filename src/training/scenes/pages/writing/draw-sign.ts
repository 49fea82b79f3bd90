import type { Stroke } from "../../../../core/image/render-strokes.ts";
import type { Random } from "../../../random.ts";
import { drawLines } from "../draw-lines.ts";
import type { DraftPage } from "../page.ts";
import { straight } from "../strokes.ts";
import type { Script } from "./pick-script.ts";
import type { Place } from "./place.ts";

const dot = (x: number, y: number): Stroke => [{ x, y }];
/** A cubic Bézier curve by its control points. */
const curve = (...points: readonly (readonly [number, number])[]): Stroke => {
  const STEPS = 12;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const t = step / STEPS;
    const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    const mix = (axis: 0 | 1) => weights.reduce((sum, weight, i) => sum + weight * points[i][axis], 0);
    return { x: mix(0), y: mix(1) };
  });
};

/** Signs by strokes: y 0 at the digits' top, 1 at their foot; the width that they take. */
const SIGNS: Readonly<Record<string, { readonly width: number; readonly strokes: readonly Stroke[] }>> = {
  ".": { width: 0.1, strokes: [dot(0.05, 0.97)] },
  ",": { width: 0.12, strokes: [straight(0.1, 0.92, 0.02, 1.14)] },
  "'": { width: 0.1, strokes: [straight(0.08, 0, 0.03, 0.2)] },
  ":": { width: 0.1, strokes: [dot(0.05, 0.35), dot(0.05, 0.9)] },
  "-": { width: 0.4, strokes: [straight(0, 0.55, 0.4, 0.54)] },
  _: { width: 0.8, strokes: [straight(0, 0.6, 0.8, 0.55)] },
  "=": { width: 0.42, strokes: [straight(0, 0.42, 0.4, 0.4), straight(0.02, 0.65, 0.42, 0.63)] },
  "/": { width: 0.45, strokes: [straight(0.45, -0.08, 0, 1.08)] },
  "+": { width: 0.5, strokes: [straight(0, 0.55, 0.5, 0.55), straight(0.25, 0.28, 0.25, 0.82)] },
  "*": { width: 0.45, strokes: [straight(0, 0.3, 0.45, 0.8), straight(0.45, 0.3, 0, 0.8)] },
  "(": { width: 0.25, strokes: [curve([0.25, -0.08], [-0.05, 0.3], [-0.05, 0.7], [0.25, 1.1])] },
  ")": { width: 0.25, strokes: [curve([0, -0.08], [0.3, 0.3], [0.3, 0.7], [0, 1.1])] },
  "%": { width: 0.7, strokes: [straight(0.65, 0, 0.05, 1), dot(0.12, 0.2), dot(0.58, 0.8)] },
  $: {
    width: 0.55,
    strokes: [
      curve([0.5, 0.2], [0.3, -0.1], [-0.15, 0.3], [0.25, 0.5]),
      curve([0.25, 0.5], [0.7, 0.7], [0.3, 1.15], [0, 0.85]),
      straight(0.27, -0.08, 0.25, 1.1),
    ],
  },
  "€": {
    width: 0.6,
    strokes: [
      curve([0.6, 0.15], [0.1, -0.25], [-0.1, 1.25], [0.6, 0.9]),
      straight(-0.02, 0.42, 0.42, 0.4),
      straight(-0.02, 0.6, 0.4, 0.58),
    ],
  },
  "£": {
    width: 0.55,
    strokes: [
      curve([0.5, 0.15], [0.2, -0.15], [0.1, 0.4], [0.15, 0.95]),
      straight(0.15, 0.95, 0.55, 0.98),
      straight(0, 0.52, 0.4, 0.5),
    ],
  },
  "#": {
    width: 0.6,
    strokes: [
      straight(0.25, 0.05, 0.15, 1),
      straight(0.5, 0.05, 0.4, 1),
      straight(0.02, 0.35, 0.6, 0.33),
      straight(0, 0.68, 0.58, 0.66),
    ],
  },
  "°": {
    width: 0.25,
    strokes: [
      curve([0.12, 0], [0.3, 0.02], [0.25, 0.28], [0.1, 0.25]),
      curve([0.1, 0.25], [-0.05, 0.2], [0, 0], [0.12, 0]),
    ],
  },
  "~": { width: 0.6, strokes: [curve([0, 0.6], [0.2, 0.3], [0.4, 0.8], [0.6, 0.5])] },
};

/** Draws a sign, which is no item of the page. Of an unknown one it draws a minus. @returns where the sign ends, in pixels */
export function drawSign(
  page: DraftPage,
  character: string,
  { left, baseline, heightPx }: Place,
  script: Script,
  random: Random,
): number {
  const sign = SIGNS[character] ?? SIGNS["-"];
  const lean = script.slant;
  const stretch = Math.exp(0.15 * random.normal());
  const top = baseline - heightPx;
  const shift = 0.05 * heightPx * random.normal();
  const isDot = ".:%".includes(character);
  const strokes = sign.strokes.map((stroke) =>
    stroke.map(({ x, y }) => ({
      x: left + heightPx * (x * stretch - lean * (y - 0.5)),
      y: top + y * heightPx + shift,
    })),
  );
  const width = Math.max(0.6, 2 * script.pen * heightPx * (isDot ? random.between(1, 1.6) : 1));
  drawLines(page.canvas, strokes, { colour: script.colour, opacity: script.opacity, widthPx: width });
  return left + heightPx * sign.width * stretch;
}
