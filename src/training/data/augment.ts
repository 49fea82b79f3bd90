import { warp } from "../../core/image/warp.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { noiseGrid, spreadGrid } from "../scenes/coarse-grid.ts";

const MIDDLE = (INPUT_SIZE - 1) / 2;

/** Points of the grid by which strokes wander, along each side, and how far at most, in pixels (standard deviation). */
const WANDER_POINTS = 5;
const WANDER = 0.8;

/**
 * Turns, slants, scales and shifts a candidate a little, each time it is shown, so that no sample is seen twice alike; half
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
  const shiftX = MIDDLE + 0.7 * random.normal();
  const shiftY = MIDDLE + 0.7 * random.normal();
  const [wanderX, wanderY] = random.chance(0.5) ? [wander(random), wander(random)] : [];
  const moved = warp(input, INPUT_SIZE, INPUT_SIZE, {
    matrix: [c / scaleX, (s + shear * c) / scaleX, -s / scaleY, (c - shear * s) / scaleY],
    to: [MIDDLE, MIDDLE],
    from: [shiftX, shiftY],
    wander: wanderX && wanderY && { x: wanderX, y: wanderY },
  });
  input.set(moved);
}

function wander(random: Random): Float32Array {
  const strength = WANDER * random.next();
  const grid = noiseGrid(WANDER_POINTS, WANDER_POINTS, random);
  return spreadGrid(grid, INPUT_SIZE, INPUT_SIZE).map((value) => strength * value);
}
