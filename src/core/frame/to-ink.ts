import type { Paper } from "./fit-paper.ts";

/** Ink beyond the region's box, as a share of its longer side, fades away: it belongs to a neighbour or to the paper. */
const REACH = 0.1;
const FADE = 0.08;
/** Share of the full ink below which there is none, and how much more than the paper's noise it must be. */
const FOOT = 0.08;
const NOISE_FACTOR = 2.5;
/** Least distance of ink and paper that is taken for full ink, of 255. */
const MIN_FULL = 3;

/**
 * How much ink each pixel has, by the colour in which most differs from the paper.
 *
 * @param reachPx beyond the box, ink counts fully up to here, and then fades
 */
export function toInk(
  colours: Float32Array,
  size: number,
  halves: { x: number; y: number },
  paper: Paper,
  reachPx = REACH * Math.max(halves.x, halves.y) * 2,
): { ink: Float32Array; isDark: boolean; contrast: number } {
  const n = size * size;
  const differences = new Float32Array(3 * n);
  const axis = [0, 0, 0];
  const middle = size / 2;
  const { a, b, c, d } = paper.surface;
  for (let y = 0, i = 0; y < size; y++) {
    const insideY = Math.abs(y + 0.5 - middle) <= halves.y + 0.5;
    const v = y + 0.5 - middle;
    for (let x = 0; x < size; x++, i++) {
      const u = x + 0.5 - middle;
      const q = u * u + v * v;
      const r = colours[i] - a[0] - b[0] * u - c[0] * v - d[0] * q;
      const g = colours[n + i] - a[1] - b[1] * u - c[1] * v - d[1] * q;
      const bl = colours[2 * n + i] - a[2] - b[2] * u - c[2] * v - d[2] * q;
      differences[i] = r;
      differences[n + i] = g;
      differences[2 * n + i] = bl;
      if (!insideY || Math.abs(x + 0.5 - middle) > halves.x + 0.5) continue;
      const length = Math.sqrt(r * r + g * g + bl * bl);
      if (length < paper.noise) continue;
      axis[0] += length * r;
      axis[1] += length * g;
      axis[2] += length * bl;
    }
  }
  const length = Math.hypot(axis[0], axis[1], axis[2]) || 1;
  const [ax, ay, az] = axis.map((value) => value / length);
  const ink = new Float32Array(n);
  let [mass, square] = [0, 0];
  for (let y = 0, i = 0; y < size; y++) {
    const insideY = Math.abs(y + 0.5 - middle) <= halves.y + 0.5;
    for (let x = 0; x < size; x++, i++) {
      const value = differences[i] * ax + differences[n + i] * ay + differences[2 * n + i] * az;
      ink[i] = value;
      if (value <= paper.noise || !insideY || Math.abs(x + 0.5 - middle) > halves.x + 0.5) continue;
      mass += value * value;
      square += value * value * value;
    }
  }
  // The mean of the ink weighted by its own square lies near the strokes' core, and is steadier than a maximum.
  const full = Math.max(MIN_FULL, mass > 0 ? square / mass : 0);
  const foot = Math.min(0.4 * full, Math.max(FOOT * full, NOISE_FACTOR * paper.noise));
  const reach = {
    x: halves.x + reachPx,
    y: halves.y + reachPx,
  };
  const fade = FADE * Math.max(halves.x, halves.y) * 2;
  const gain = 1 / (full - foot);
  for (let y = 0, i = 0; y < size; y++) {
    const beyondY = Math.abs(y + 0.5 - middle) - reach.y;
    for (let x = 0; x < size; x++, i++) {
      const value = (ink[i] - foot) * gain;
      const beyond = Math.max(beyondY, Math.abs(x + 0.5 - middle) - reach.x);
      const kept = beyond <= 0 ? 1 : beyond >= fade ? 0 : 1 - beyond / fade;
      ink[i] = value <= 0 ? 0 : value >= 1 ? kept : value * kept;
    }
  }
  return { ink, isDark: ax + ay + az < 0, contrast: Math.min(1, full / (255 * Math.sqrt(3))) };
}
