import { pickSize } from "../../pick-size.ts";
import { pickWeighted } from "../../pick-weighted.ts";
import type { Random } from "../../random.ts";
import { type Canvas, createCanvas, fromHsv, lay, multiply, type Rgb } from "../canvas.ts";
import { noiseGrid, spreadGrid } from "../coarse-grid.ts";
import { drawPaper, grain } from "../paper.ts";
import { type Pen, pickPen } from "../pen.ts";

/** What is written on, and with what: both are picked together, so that the one shows on the other. */
export interface Ground {
  readonly canvas: Canvas;
  readonly ink: Pen;
  /** Whether it is a thing before a camera, with light and noise, and not a screen. */
  readonly isPhotographed: boolean;
}

export type GroundKind = "paper" | "coloured" | "board" | "screen" | "cheque";

export function pickGround(width: number, height: number, random: Random, kind?: GroundKind): Ground {
  const picked =
    kind ??
    pickWeighted(
      [
        [45, "paper"],
        [14, "coloured"],
        [8, "board"],
        [26, "screen"],
        [7, "cheque"],
      ] as const,
      random,
    );
  switch (picked) {
    case "paper":
      return { canvas: drawPaper(width, height, random), ink: pickPen(random), isPhotographed: true };
    case "coloured":
      return colouredPaper(width, height, random);
    case "board":
      return board(width, height, random);
    case "screen":
      return screen(width, height, random);
    case "cheque":
      return cheque(width, height, random);
  }
}

/** Distance of two colours, 0…1. */
export function distance(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / Math.sqrt(3);
}

/** Any colour that shows on this one. */
export function pickContrast(ground: Rgb, least: number, random: Random): Rgb {
  for (;;) {
    const colour = random.chance(0.3)
      ? fromHsv(0, 0, random.next())
      : fromHsv(random.next(), random.next(), random.next());
    if (distance(colour, ground) >= least) return colour;
  }
}

/** Any ink on any paper, also such that differ in hue alone. */
function colouredPaper(width: number, height: number, random: Random): Ground {
  const colour = fromHsv(random.next(), random.between(0.2, 1), random.between(0.25, 1));
  const canvas = createCanvas(width, height, colour);
  if (random.chance(0.6)) multiply(canvas, grain(width, height, random.between(1.5, 8), 0.03 * random.next(), random));
  const least = random.chance(0.3) ? 0.14 : 0.25;
  return {
    canvas,
    ink: {
      colour: pickContrast(colour, least, random),
      opacity: random.between(0.8, 1),
      uneven: 0.2 * random.next(),
      radius: pickSize(0.01, 0.085, random),
    },
    isPhotographed: random.chance(0.6),
  };
}

function board(width: number, height: number, random: Random): Ground {
  const ground = random.chance(0.5)
    ? fromHsv(random.between(0.3, 0.5), random.between(0.1, 0.5), random.between(0.08, 0.4))
    : fromHsv(random.next(), 0.3 * random.next(), random.between(0.02, 0.35));
  const canvas = createCanvas(width, height, ground);
  const smears = grain(width, height, random.between(4, 30), random.between(0, 0.15), random);
  multiply(canvas, smears);
  const saturation = random.chance(0.7) ? 0.08 * random.next() : random.between(0.2, 0.6);
  return {
    canvas,
    ink: {
      colour: fromHsv(random.next(), saturation, random.between(0.7, 1)),
      opacity: random.between(0.5, 1),
      uneven: random.between(0, 0.6),
      radius: pickSize(0.01, 0.07, random),
    },
    isPhotographed: true,
  };
}

function screen(width: number, height: number, random: Random): Ground {
  const kind = random.next();
  const white = random.chance(0.7);
  let [ground, colour]: [Rgb, Rgb] = white
    ? [
        [1, 1, 1],
        [0, 0, 0],
      ]
    : [
        [0, 0, 0],
        [1, 1, 1],
      ];
  if (kind < 0.3) {
    ground = fromHsv(random.next(), 0.25 * random.next(), white ? random.between(0.85, 1) : random.between(0, 0.3));
    colour = pickContrast(ground, 0.35, random);
  } else if (kind < 0.55) {
    ground = fromHsv(random.next(), random.next(), random.next());
    colour = pickContrast(ground, random.chance(0.3) ? 0.15 : 0.3, random);
  }
  const canvas = createCanvas(width, height, ground);
  if (random.chance(0.1)) addGradient(canvas, random);
  return {
    canvas,
    ink: { colour, opacity: 1, uneven: 0, radius: pickSize(0.006, 0.1, random) },
    isPhotographed: false,
  };
}

function addGradient(canvas: Canvas, random: Random): void {
  const { width, height } = canvas;
  const [a, b] = [0.3 * random.normal(), 0.3 * random.normal()];
  const factors = new Float32Array(width * height);
  for (let i = 0; i < factors.length; i++)
    factors[i] = Math.max(0.3, 1 + a * ((i % width) / width - 0.5) + b * (Math.floor(i / width) / height - 0.5));
  multiply(canvas, factors);
}

/** Security paper: fine wavy lines all over, grey and soft as an old scanner shows them. */
function cheque(width: number, height: number, random: Random): Ground {
  const value = random.between(0.45, 0.95);
  const hue = random.next();
  const saturation = random.chance(0.6) ? 0 : 0.3 * random.next();
  const canvas = createCanvas(width, height, fromHsv(hue, saturation, value));
  const coverage = new Float32Array(width * height);
  const sets = 1 + random.below(2);
  for (let n = 0; n < sets; n++) {
    const pitch = random.between(2.5, 9);
    const bow = random.between(0, 1.5);
    const bowLength = random.between(12, 90);
    const turn = 0.35 * random.normal();
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const phase = random.between(0, 7);
    const share = random.between(0.15, 0.5);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const along = x * c + y * s;
        const place = (y * c - x * s + bow * pitch * Math.sin(along / bowLength + phase)) / pitch;
        const off = Math.abs(place - Math.round(place)) * 2;
        const value = Math.max(0, 1 - off / share);
        if (value > coverage[y * width + x]) coverage[y * width + x] = value;
      }
    }
  }
  lay(canvas, coverage, fromHsv(hue, saturation, value * random.between(0.4, 0.85)), random.between(0.15, 0.7));
  if (random.chance(0.4)) {
    const blotches = spreadGrid(noiseGrid(6, 4, random), width, height);
    for (let i = 0; i < blotches.length; i++) blotches[i] = 1 + 0.05 * blotches[i];
    multiply(canvas, blotches);
  }
  return {
    canvas,
    ink: {
      colour: fromHsv(random.next(), 0.2 * random.next(), value * random.between(0.02, 0.45)),
      opacity: random.between(0.6, 1),
      uneven: 0.3 * random.next(),
      radius: pickSize(0.02, 0.07, random),
    },
    isPhotographed: true,
  };
}
