import { NON_DIGIT } from "../../core/manifest.ts";
import type { Random } from "../random.ts";
import { addNoise, photograph } from "./camera.ts";
import { type Canvas, canvasToPicture, createCanvas, fromHsv, lay } from "./canvas.ts";
import { noiseGrid, spreadGrid } from "./coarse-grid.ts";
import { castLight } from "./light.ts";
import { drawPaper } from "./paper.ts";
import { drawRules } from "./rules.ts";
import type { Scene } from "./scene.ts";
import { softEdge } from "./soft-edge.ts";
import { drawDesk, drawSpecks } from "./surroundings.ts";

const TEXTURES = [drawBlankSheet, drawBlankSheet, drawRoom, drawRows, drawWeave, drawClouds, drawNoise] as const;

/** A picture without any digit or other single shape: blank paper, a room, printed text, cloth, wood, clouds, noise. */
export function drawTextureScene(random: Random): Scene {
  const size = Math.round(24 * (260 / 24) ** random.next());
  const width = random.chance(0.4) ? size : Math.round(size * Math.exp(0.25 * random.normal()));
  const canvas = random.pick(TEXTURES)(Math.max(14, width), size, random);
  if (random.chance(0.5)) castLight(canvas, random);
  const picture = random.chance(0.8) ? photograph(canvas, random) : canvasToPicture(canvas);
  const box = { x: 0, y: 0, width: picture.width, height: picture.height };
  return { picture, box, ink: "dark", label: NON_DIGIT, kind: "texture" };
}

function drawBlankSheet(width: number, height: number, random: Random): Canvas {
  const canvas = drawPaper(width, height, random);
  if (random.chance(0.7)) drawRules(canvas, height * random.between(0.2, 0.7), random.between(1, 4), random);
  const middle = { x: width * 0.4, y: height * 0.4, width: width * 0.2, height: height * 0.2 };
  if (random.chance(0.5)) drawDesk(canvas, middle, random.between(1, 3), random);
  if (random.chance(0.4)) drawSpecks(canvas, height * 0.6, random);
  return canvas;
}

/** Rectangles and discs of all colours before each other: furniture, boxes, a face's ovals. */
function drawRoom(width: number, height: number, random: Random): Canvas {
  const canvas = createCanvas(width, height, fromHsv(random.next(), 0.5 * random.next(), random.next()));
  for (let n = 3 + random.below(12); n > 0; n--) {
    const [cx, cy] = [random.next() * width, random.next() * height];
    const [rx, ry] = [random.between(0.05, 0.5) * width, random.between(0.05, 0.5) * height];
    const round = random.chance(0.35);
    const turn = 0.2 * random.normal();
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const coverage = new Float32Array(width * height);
    const soft = random.between(1, 6);
    for (let i = 0; i < coverage.length; i++) {
      const [dx, dy] = [(i % width) - cx, Math.floor(i / width) - cy];
      const [px, py] = [Math.abs(dx * c + dy * s), Math.abs(dy * c - dx * s)];
      const inside = round ? (1 - Math.hypot(px / rx, py / ry)) * Math.min(rx, ry) : Math.min(rx - px, ry - py);
      coverage[i] = softEdge(inside, soft);
    }
    lay(canvas, coverage, fromHsv(random.next(), 0.7 * random.next(), random.next()), random.between(0.4, 1));
  }
  return canvas;
}

/** Rows of small marks, as print or a page of writing looks from afar. */
function drawRows(width: number, height: number, random: Random): Canvas {
  const canvas = drawPaper(width, height, random);
  const line = Math.max(4, height / (3 + random.below(14)));
  const coverage = new Float32Array(width * height);
  const letters = noiseGrid(
    Math.max(4, Math.round((width / line) * 4)),
    3 * Math.max(2, Math.round(height / line)),
    random,
  );
  const marks = spreadGrid(letters, width, height);
  const margin = random.between(0, 0.15) * width;
  for (let y = 0; y < height; y++) {
    const inLine = (y / line) % 1;
    if (inLine > random.between(0.55, 0.62)) continue;
    for (let x = Math.floor(margin); x < width - margin; x++) {
      const gap = Math.sin(x / line + 40 * Math.floor(y / line)) > 0.92;
      coverage[y * width + x] = gap ? 0 : Math.min(1, Math.max(0, 2 * marks[y * width + x]));
    }
  }
  lay(canvas, coverage, [0.1, 0.1, 0.15], random.between(0.4, 1));
  return canvas;
}

/** Threads, grain of wood, stripes: waves in one or two directions, bent by slow noise. */
function drawWeave(width: number, height: number, random: Random): Canvas {
  const canvas = createCanvas(width, height, fromHsv(random.next(), 0.6 * random.next(), random.between(0.2, 0.95)));
  const bend = spreadGrid(noiseGrid(4, 4, random), width, height);
  const turn = random.between(0, Math.PI);
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const wave = (2 * Math.PI) / (height * random.between(0.02, 0.5));
  const bends = random.chance(0.5) ? random.between(0, 6) : 0;
  const crossed = random.chance(0.5);
  const coverage = bend.map((slow, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const along = Math.sin((x * c + y * s) * wave + bends * slow);
    return 0.5 + 0.5 * (crossed ? along * Math.sin((y * c - x * s) * wave + bends * slow) : along);
  });
  lay(canvas, coverage, fromHsv(random.next(), 0.6 * random.next(), random.next()), random.between(0.1, 0.7));
  addNoise(canvas, 0.02, random);
  return canvas;
}

/** Stains and clouds: slow noise with a soft or a hard border. */
function drawClouds(width: number, height: number, random: Random): Canvas {
  const canvas = drawPaper(width, height, random);
  const cells = 3 + random.below(12);
  const hardness = random.between(0.5, 8);
  const offset = random.between(-1, 0.5);
  const coverage = spreadGrid(noiseGrid(cells, cells, random), width, height);
  for (let i = 0; i < coverage.length; i++) coverage[i] = Math.min(1, Math.max(0, hardness * (coverage[i] + offset)));
  lay(canvas, coverage, fromHsv(random.next(), random.next(), random.next()), random.between(0.2, 1));
  return canvas;
}

function drawNoise(width: number, height: number, random: Random): Canvas {
  const canvas = createCanvas(width, height, fromHsv(random.next(), 0.2 * random.next(), random.between(0.1, 0.9)));
  addNoise(canvas, random.between(0.03, 0.5), random);
  return canvas;
}
