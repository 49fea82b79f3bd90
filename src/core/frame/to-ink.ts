import { createScratch } from "./create-scratch.ts";
import type { Paper } from "./fit-paper.ts";

/** Ink beyond the region's box, as a share of its longer side, fades away: it belongs to a neighbour or to the paper. */
const REACH = 0.1;
const FADE = 0.08;
/** Share of the full ink below which there is none, and how much more than the paper's noise it must be. */
const FOOT = 0.08;
const NOISE_FACTOR = 2.5;
/** Least distance of ink and paper that is taken for full ink, of 255. */
const MIN_FULL = 3;

const toPlane = createScratch();

/**
 * How much ink each pixel has, by the colour in which most differs from the paper.
 *
 * @param colours written over with their differences from the paper
 * @param reachPx beyond the box, ink counts fully up to here, and then fades
 * @returns `ink`: the same memory at the next call with this size
 */
export function toInk(
  colours: Float32Array,
  size: number,
  halves: { x: number; y: number },
  paper: Paper,
  reachPx = REACH * Math.max(halves.x, halves.y) * 2,
): { ink: Float32Array; isDark: boolean; contrast: number } {
  const n = size * size;
  const middle = size / 2;
  const { noise } = paper;
  const { a, b, c, d } = paper.surface;
  const [a0, a1, a2] = a;
  const [b0, b1, b2] = b;
  const [c0, c1, c2] = c;
  const [d0, d1, d2] = d;
  const insideX = halves.x + 0.5;
  const insideY = halves.y + 0.5;
  let sumR = 0;
  let sumG = 0;
  let sumB = 0;
  for (let y = 0, i = 0; y < size; y++) {
    const v = y + 0.5 - middle;
    const isInsideY = Math.abs(v) <= insideY;
    for (let x = 0; x < size; x++, i++) {
      const u = x + 0.5 - middle;
      const q = u * u + v * v;
      const red = colours[i] - a0 - b0 * u - c0 * v - d0 * q;
      const green = colours[n + i] - a1 - b1 * u - c1 * v - d1 * q;
      const blue = colours[2 * n + i] - a2 - b2 * u - c2 * v - d2 * q;
      colours[i] = red;
      colours[n + i] = green;
      colours[2 * n + i] = blue;
      if (!isInsideY || Math.abs(u) > insideX) continue;
      const length = Math.sqrt(red * red + green * green + blue * blue);
      if (length < noise) continue;
      sumR += length * red;
      sumG += length * green;
      sumB += length * blue;
    }
  }
  const length = Math.hypot(sumR, sumG, sumB) || 1;
  const axisR = sumR / length;
  const axisG = sumG / length;
  const axisB = sumB / length;
  const ink = toPlane(n);
  let mass = 0;
  let square = 0;
  for (let y = 0, i = 0; y < size; y++) {
    const isInsideY = Math.abs(y + 0.5 - middle) <= insideY;
    for (let x = 0; x < size; x++, i++) {
      const value = colours[i] * axisR + colours[n + i] * axisG + colours[2 * n + i] * axisB;
      ink[i] = value;
      if (value <= noise || !isInsideY || Math.abs(x + 0.5 - middle) > insideX) continue;
      mass += value * value;
      square += value * value * value;
    }
  }
  // The mean of the ink weighted by its own square lies near the strokes' core, and is steadier than a maximum.
  const full = Math.max(MIN_FULL, mass > 0 ? square / mass : 0);
  const foot = Math.min(0.4 * full, Math.max(FOOT * full, NOISE_FACTOR * noise));
  const reachX = halves.x + reachPx;
  const reachY = halves.y + reachPx;
  const fade = FADE * Math.max(halves.x, halves.y) * 2;
  const gain = 1 / (full - foot);
  for (let y = 0, i = 0; y < size; y++) {
    const beyondY = Math.abs(y + 0.5 - middle) - reachY;
    for (let x = 0; x < size; x++, i++) {
      const value = (ink[i] - foot) * gain;
      if (value <= 0) {
        ink[i] = 0;
        continue;
      }
      const beyond = Math.max(beyondY, Math.abs(x + 0.5 - middle) - reachX);
      const kept = beyond <= 0 ? 1 : beyond >= fade ? 0 : 1 - beyond / fade;
      ink[i] = value >= 1 ? kept : value * kept;
    }
  }
  return { ink, isDark: axisR + axisG + axisB < 0, contrast: Math.min(1, full / (255 * Math.sqrt(3))) };
}
