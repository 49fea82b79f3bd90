import type { Random } from "../random.ts";
import { fromHsv, type Rgb } from "./canvas.ts";
import { noiseGrid, spreadGrid } from "./coarse-grid.ts";

/** What the digit is written with. */
export interface Pen {
  readonly colour: Rgb;
  /** How much the ink hides the paper, 0…1. */
  readonly opacity: number;
  /** How unevenly it lies: the share of it that may be missing in places. */
  readonly uneven: number;
  /** Radius of the pen as a share of the digit's height. */
  readonly radius: number;
}

/** A pen, pencil or marker. */
export function pickPen(random: Random): Pen {
  const kind = random.next();
  if (kind < 0.42)
    return {
      colour: penColour(random),
      opacity: random.between(0.55, 1),
      uneven: 0.35 * random.next(),
      radius: random.between(0.008, 0.03),
    };
  if (kind < 0.65) return pencil(random);
  if (kind < 0.85)
    return {
      colour: markerColour(random),
      opacity: random.between(0.7, 1),
      uneven: 0.25 * random.next(),
      radius: random.between(0.03, 0.085),
    };
  return {
    colour: markerColour(random),
    opacity: random.between(0.35, 0.85),
    uneven: 0.2 * random.next(),
    radius: random.between(0.012, 0.05),
  };
}

function pencil(random: Random): Pen {
  const colour = fromHsv(0.62, 0.08 * random.next(), random.between(0.2, 0.5));
  return {
    colour,
    opacity: random.between(0.22, 0.85),
    uneven: random.between(0.1, 0.6),
    radius: random.between(0.007, 0.028),
  };
}

function penColour(random: Random): Rgb {
  const kind = random.next();
  if (kind < 0.4) return fromHsv(random.between(0.6, 0.72), random.between(0.5, 0.95), random.between(0.2, 0.65));
  if (kind < 0.75) return fromHsv(random.next(), 0.25 * random.next(), random.between(0.02, 0.25));
  return vivid(random);
}

function markerColour(random: Random): Rgb {
  return random.chance(0.45) ? fromHsv(random.next(), 0.2 * random.next(), random.between(0.02, 0.2)) : vivid(random);
}

/** Red, green, purple, cyan, orange and the rest; yellow alone is too pale to be used for writing. */
function vivid(random: Random): Rgb {
  const hue = random.chance(0.4) ? random.between(0.92, 1.03) % 1 : random.between(0.25, 0.95);
  return fromHsv(hue, random.between(0.4, 1), random.between(0.3, 0.95));
}

/** Takes ink away in places, as a pencil leaves the paper's hollows and a pen runs dry. In place; `coverage` is `[height, width]`. */
export function unevenInk(coverage: Float32Array, width: number, height: number, uneven: number, random: Random): void {
  if (uneven < 0.05) return;
  const fine = spreadGrid(
    noiseGrid(Math.max(2, Math.min(80, width >> 1)), Math.max(2, Math.min(80, height >> 1)), random),
    width,
    height,
  );
  const slow = spreadGrid(noiseGrid(5, 5, random), width, height);
  for (let i = 0; i < coverage.length; i++) {
    if (coverage[i] === 0) continue;
    const loss = uneven * (0.5 + 0.4 * fine[i] + 0.35 * slow[i]);
    coverage[i] *= Math.min(1, Math.max(0.15, 1 - loss));
  }
}
