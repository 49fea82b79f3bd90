import type { Random } from "../random.ts";

/** Inverts some, takes the colour out of some, bends the tones of some. In place. @param planes `[3, n]`, 0…1 */
export function recolour(planes: Float32Array, n: number, random: Random): void {
  if (random.chance(0.12)) {
    for (let i = 0; i < n; i++) {
      const grey = 0.3 * planes[i] + 0.59 * planes[n + i] + 0.11 * planes[2 * n + i];
      planes[i] = planes[n + i] = planes[2 * n + i] = grey;
    }
  }
  if (random.chance(0.15)) for (let i = 0; i < planes.length; i++) planes[i] = 1 - planes[i];
  if (random.chance(0.25)) {
    for (let c = 0; c < 3; c++) {
      const gain = random.between(0.6, 1.1);
      const bend = random.between(-0.3, 0.3);
      for (let i = c * n; i < (c + 1) * n; i++) planes[i] = gain * planes[i] * (1 + bend * (1 - planes[i]));
    }
  }
}
