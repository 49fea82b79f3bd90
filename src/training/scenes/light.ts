import type { Random } from "../random.ts";
import { type Canvas, multiply } from "./canvas.ts";
import { noiseGrid, spreadGrid } from "./coarse-grid.ts";
import { softEdge } from "./soft-edge.ts";

/** Lights the sheet as in a room: exposure, a slope, a lens' vignette, shadows of the phone, the hand or a window frame. */
export function castLight(canvas: Canvas, random: Random): void {
  const { width, height } = canvas;
  const size = Math.max(width, height);
  const exposure = random.chance(0.3) ? random.between(0.85, 1.12) : random.between(0.45, 0.95);
  const slope = random.chance(0.7) ? Math.abs(0.18 * random.normal()) : 0;
  const direction = random.between(0, 2 * Math.PI);
  const vignette = random.chance(0.4) ? random.between(0, 0.5) : 0;
  const [vx, vy] = [width * (0.5 + 0.12 * random.normal()), height * (0.5 + 0.12 * random.normal())];
  const [c, s] = [Math.cos(direction) / size, Math.sin(direction) / size];
  const light = spreadGrid(noiseGrid(3, 3, random), width, height);
  const unevenness = Math.abs(0.04 * random.normal());
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const [dx, dy] = [(x - vx) / size, (y - vy) / size];
      const lens = 1 - vignette * 2.2 * (dx * dx + dy * dy);
      const value = (1 + slope * ((x - width / 2) * c + (y - height / 2) * s) * 2 + unevenness * light[i]) * lens;
      light[i] = exposure * Math.max(0.08, value);
    }
  }
  for (let n = random.chance(0.45) ? 1 + random.below(2) : 0; n > 0; n--) addShadow(light, width, height, random);
  multiply(canvas, light);
  tint(canvas, random);
}

/** Darkens one side of a straight or round border, which is sharp or soft. */
function addShadow(light: Float32Array, width: number, height: number, random: Random): void {
  const size = Math.max(width, height);
  const strength = random.between(0.1, 0.6);
  const soft = Math.max(1, size * (random.chance(0.3) ? random.between(0.005, 0.04) : random.between(0.05, 0.5)));
  const round = random.chance(0.4);
  const angle = random.between(0, 2 * Math.PI);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const radius = size * random.between(0.3, 1.2);
  // Shadows mostly fall from a side or a corner; the middle is where the picture was aimed at.
  const reach = size * random.between(0.1, 0.65);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [px, py] = [x - width / 2, y - height / 2];
      const along = px * c + py * s - reach;
      const inside = round ? radius - Math.hypot(px - (reach + radius) * c, py - (reach + radius) * s) : along;
      const t = softEdge(inside, soft);
      light[y * width + x] *= 1 - strength * t * t * (3 - 2 * t);
    }
  }
}

/** White balance: the light is rarely white. */
function tint({ planes }: Canvas, random: Random): void {
  if (random.chance(0.3)) return;
  const warm = 0.06 * random.normal();
  const green = 0.03 * random.normal();
  const gains = [1 + warm, 1 + green, 1 - warm];
  for (let c = 0; c < 3; c++) for (let i = 0; i < planes[c].length; i++) planes[c][i] *= gains[c];
}
