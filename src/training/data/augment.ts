import { INPUT_SIZE } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { noiseGrid, spreadGrid } from "../scenes/coarse-grid.ts";

const MIDDLE = (INPUT_SIZE - 1) / 2;

/** Points of the grid by which strokes wander, along each side, and how far at most, in pixels (standard deviation). */
const WANDER_POINTS = 5;
const WANDER = 0.8;

/**
 * Turns, slants, scales and shifts a prepared picture a little, each time it is shown, so that no sample is seen twice alike; half
 * of the time its strokes wander too (elastic distortion: Simard, Steinkraus, Platt 2003). In place; bilinear, paper outside.
 *
 * @param input `[28, 28]`, 0…1
 */
export function augment(input: Float32Array, random: Random): void {
  if (random.chance(0.15)) return;
  const angle = 0.08 * random.normal();
  const shear = 0.08 * random.normal();
  const scaleX = Math.exp(0.05 * random.normal());
  const scaleY = Math.exp(0.05 * random.normal());
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const [a, b] = [c / scaleX, (s + shear * c) / scaleX];
  const [d, e] = [-s / scaleY, (c - shear * s) / scaleY];
  const shiftX = MIDDLE + 0.7 * random.normal();
  const shiftY = MIDDLE + 0.7 * random.normal();
  const [wanderX, wanderY] = random.chance(0.5) ? [wander(random), wander(random)] : [];
  const from = input.slice();
  for (let y = 0, to = 0; y < INPUT_SIZE; y++) {
    for (let x = 0; x < INPUT_SIZE; x++, to++) {
      const [px, py] = [x - MIDDLE, y - MIDDLE];
      const fromX = a * px + b * py + shiftX + (wanderX?.[to] ?? 0);
      const fromY = d * px + e * py + shiftY + (wanderY?.[to] ?? 0);
      input[to] = read(from, fromX, fromY);
    }
  }
}

function wander(random: Random): Float32Array {
  const strength = WANDER * random.next();
  const grid = noiseGrid(WANDER_POINTS, WANDER_POINTS, random);
  return spreadGrid(grid, INPUT_SIZE, INPUT_SIZE).map((value) => strength * value);
}

function read(values: Float32Array, x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  if (x0 < 0 || y0 < 0 || x0 >= INPUT_SIZE - 1 || y0 >= INPUT_SIZE - 1) return 0;
  const i = y0 * INPUT_SIZE + x0;
  const fx = x - x0;
  const up = values[i] + (values[i + 1] - values[i]) * fx;
  const down = values[i + INPUT_SIZE] + (values[i + INPUT_SIZE + 1] - values[i + INPUT_SIZE]) * fx;
  return up + (down - up) * (y - y0);
}
