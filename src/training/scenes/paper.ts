import type { Random } from "../random.ts";
import { type Canvas, createCanvas, fromHsv, lay, multiply, type Rgb } from "./canvas.ts";
import { noiseGrid, spreadGrid } from "./coarse-grid.ts";

/** Blank paper without light or lines: white, grey, yellowish, kraft or coloured, with grain and now and then creases. */
export function drawPaper(width: number, height: number, random: Random): Canvas {
  const canvas = createCanvas(width, height, paperColour(random));
  const fine = random.chance(0.7) ? Math.abs(0.012 * random.normal()) : 0.05 * random.next();
  const factors = grain(width, height, random.between(1.5, 5), fine, random);
  if (random.chance(0.3)) addCreases(factors, width, height, random);
  multiply(canvas, factors);
  if (random.chance(0.08)) addShowThrough(canvas, random);
  return canvas;
}

export function paperColour(random: Random): Rgb {
  const kind = random.next();
  if (kind < 0.55) return fromHsv(random.next(), 0.05 * random.next(), random.between(0.86, 1));
  if (kind < 0.72) return fromHsv(random.between(0.09, 0.16), random.between(0.05, 0.3), random.between(0.85, 1));
  if (kind < 0.8) return fromHsv(random.between(0.06, 0.12), random.between(0.2, 0.5), random.between(0.55, 0.85));
  if (kind < 0.9) return fromHsv(random.next(), random.between(0.08, 0.45), random.between(0.75, 1));
  return fromHsv(random.next(), 0.04, random.between(0.6, 0.85));
}

/** Factors around 1 that change over about `cellPx` pixels. */
export function grain(width: number, height: number, cellPx: number, strength: number, random: Random): Float32Array {
  const columns = Math.max(2, Math.min(64, Math.round(width / cellPx)));
  const rows = Math.max(2, Math.min(64, Math.round(height / cellPx)));
  const factors = spreadGrid(noiseGrid(columns, rows, random), width, height);
  for (let i = 0; i < factors.length; i++) factors[i] = 1 + strength * factors[i];
  return factors;
}

/** Creases: along a random line the paper turns, so one side is lighter and fades back. */
function addCreases(factors: Float32Array, width: number, height: number, random: Random): void {
  for (let n = 1 + random.below(5); n > 0; n--) {
    const angle = random.between(0, Math.PI);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const offset = random.next() * width * c + random.next() * height * s;
    const reach = random.between(0.02, 0.25) * Math.max(width, height);
    const strength = 0.06 * random.normal();
    const ridge = random.chance(0.4) ? 0.05 * random.normal() : 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const distance = x * c + y * s - offset;
        if (Math.abs(distance) > reach) continue;
        const fade = 1 - Math.abs(distance) / reach;
        factors[y * width + x] *=
          1 + (distance > 0 ? strength : -strength) * fade + (Math.abs(distance) < 1.5 ? ridge : 0);
      }
    }
  }
}

/** What is printed or written on the back, pale and blurred, in rows. */
function addShowThrough(canvas: Canvas, random: Random): void {
  const { width, height } = canvas;
  const grid = noiseGrid(Math.max(2, Math.round(width / 4)), Math.max(2, Math.round(height / 4)), random);
  for (let row = 0; row < grid.rows; row++) {
    const blank = row % 3 === 2;
    for (let i = 0; i < grid.columns; i++) {
      const at = row * grid.columns + i;
      grid.values[at] = blank ? 0 : Math.max(0, grid.values[at]);
    }
  }
  lay(canvas, spreadGrid(grid, width, height), [0.45, 0.45, 0.5], random.between(0.03, 0.12));
}
