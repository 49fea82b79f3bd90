import { INPUT_SIZE } from "../vision/picture.ts";
import type { Random } from "./random.ts";

const MIDDLE = (INPUT_SIZE - 1) / 2;

/**
 * Turns, slants, scales and shifts a prepared picture a little, each time it is shown, so that no sample is seen twice alike.
 * In place; bilinear, paper outside.
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
  const from = input.slice();
  for (let y = 0, to = 0; y < INPUT_SIZE; y++) {
    for (let x = 0; x < INPUT_SIZE; x++, to++) {
      const [px, py] = [x - MIDDLE, y - MIDDLE];
      input[to] = read(from, a * px + b * py + shiftX, d * px + e * py + shiftY);
    }
  }
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
