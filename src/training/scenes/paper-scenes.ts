import type { Box, Ink, Picture } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { breakInk } from "./break-ink.ts";
import { addNoise, compress, photograph } from "./camera.ts";
import { type Canvas, canvasToPicture, createCanvas, fromHsv, layTile, type Rgb } from "./canvas.ts";
import { pickHand } from "./hands.ts";
import { castLight } from "./light.ts";
import { drawPaper, grain } from "./paper.ts";
import { type Pen, pickPen, unevenInk } from "./pen.ts";
import { type Placed, placeShape } from "./place-shape.ts";
import { drawRules } from "./rules.ts";
import type { Shape } from "./shape-field.ts";
import { drawDesk, drawSpecks } from "./surroundings.ts";

type Drawn = { picture: Picture; box: Box; ink: Ink };

/** A picture's size, and where in it the writing goes. */
interface Layout {
  readonly width: number;
  readonly height: number;
  readonly digitPx: number;
}

/** Log-uniform: as many small pictures as large ones. */
const between = (low: number, high: number, random: Random) => low * (high / low) ** random.next();

/** A phone's photograph of a sheet of paper. */
export function drawPhoto(shape: Shape, random: Random): Drawn {
  const share = random.chance(0.8)
    ? random.between(0.28, 0.85)
    : random.chance(0.7)
      ? random.between(0.1, 0.28)
      : random.between(0.85, 1);
  const layout = pickLayout(
    shape,
    random.chance(0.05) ? between(140, 330, random) : between(26, 120, random),
    share,
    random,
  );
  const soft = defocus(layout.digitPx, random);
  const ink = pickPen(random);
  const placed = write(shape, layout, soft, ink, random);
  const canvas = drawPaper(layout.width, layout.height, random);
  if (random.chance(0.35)) drawRules(canvas, layout.digitPx, soft, random);
  if (random.chance(0.25)) drawSpecks(canvas, layout.digitPx, random);
  const box = layInk(canvas, placed, ink);
  if (random.chance(0.06)) writeBeside(canvas, shape, box, soft, ink, random);
  if (random.chance(0.15)) drawDesk(canvas, box, soft, random);
  castLight(canvas, random);
  return { picture: photograph(canvas, random), box, ink: "dark" };
}

/** A cut-out around one character of a photographed or scanned page: small, grey, soft. */
export function drawCrop(shape: Shape, random: Random): Drawn {
  const layout = pickLayout(shape, between(11, 34, random), random.between(0.45, 0.95), random);
  const soft = random.between(1, 2.4);
  const ink: Pen = {
    colour: fromHsv(0.6, 0.25 * random.next(), random.between(0.02, 0.35)),
    opacity: random.between(0.35, 0.95),
    uneven: 0.3 * random.next(),
    radius: random.between(0.03, 0.08),
  };
  const placed = write(shape, layout, soft, ink, random);
  const value = random.between(0.6, 0.95);
  const canvas = createCanvas(
    layout.width,
    layout.height,
    fromHsv(random.between(0.1, 0.7), 0.05 * random.next(), value),
  );
  if (random.chance(0.15)) drawRules(canvas, layout.digitPx, soft, random);
  const box = layInk(canvas, placed, ink);
  if (random.chance(0.15)) writeBeside(canvas, shape, box, soft, ink, random);
  if (random.chance(0.4)) castLight(canvas, random);
  return { picture: photograph(canvas, random), box, ink: "dark" };
}

/** A scanner's picture: flat, bright, sharp; sometimes with the sheet's edge, sometimes black and white as a fax. */
export function drawScan(shape: Shape, random: Random): Drawn {
  const layout = pickLayout(shape, between(18, 140, random), random.between(0.3, 1), random);
  const soft = random.between(1, 1 + 0.03 * layout.digitPx);
  const ink = pickPen(random);
  const placed = write(shape, layout, soft, ink, random);
  const canvas = createCanvas(
    layout.width,
    layout.height,
    fromHsv(random.next(), 0.04 * random.next(), random.between(0.88, 1)),
  );
  if (random.chance(0.25)) drawRules(canvas, layout.digitPx, soft, random);
  if (random.chance(0.3)) drawSpecks(canvas, layout.digitPx, random);
  const box = layInk(canvas, placed, ink);
  if (random.chance(0.08)) drawDesk(canvas, box, soft, random);
  if (random.chance(0.6)) addNoise(canvas, random.between(0.002, 0.03), random);
  const picture = canvasToPicture(canvas);
  return { picture: random.chance(0.4) ? compress(picture, 40 + random.below(56)) : picture, box, ink: "dark" };
}

/** Drawn with a finger, a pen or a mouse on a screen: even colours, no paper; sometimes transparent, sometimes light on dark. */
export function drawCanvas(shape: Shape, random: Random): Drawn {
  const layout = pickLayout(shape, between(18, 180, random), random.between(0.3, 1), random);
  const ink: Pen = { colour: [0, 0, 0], opacity: 1, uneven: 0, radius: between(0.01, 0.085, random) };
  const placed = write(shape, layout, random.chance(0.8) ? 1 : random.between(1, 3), ink, random);
  // Some canvases don't smooth their edges.
  if (random.chance(0.25))
    for (let i = 0; i < placed.coverage.length; i++) placed.coverage[i] = placed.coverage[i] > 0.5 ? 1 : 0;
  const light = random.chance(0.3);
  const [colour, ground] = screenColours(light, random);
  const canvas = createCanvas(layout.width, layout.height, ground);
  const box = layInk(canvas, placed, { ...ink, colour });
  if (random.chance(0.12))
    return { picture: transparent(layout, placed, light ? [0, 0, 0] : colour), box, ink: "dark" };
  const picture = canvasToPicture(canvas);
  return {
    picture: random.chance(0.2) ? compress(picture, 50 + random.below(46)) : picture,
    box,
    ink: light ? "light" : "dark",
  };
}

function screenColours(light: boolean, random: Random): [ink: Rgb, ground: Rgb] {
  const dark: Rgb = random.chance(0.6) ? [0, 0, 0] : fromHsv(random.next(), random.next(), random.between(0.05, 0.5));
  const bright: Rgb = random.chance(0.6)
    ? [1, 1, 1]
    : fromHsv(random.next(), 0.25 * random.next(), random.between(0.85, 1));
  if (light) return [bright, dark];
  // Red, orange or blue as bright as the ground, told apart by colour more than by lightness.
  const ink = random.chance(0.25)
    ? fromHsv(random.between(0.5, 1.05) % 1, random.between(0.4, 1), random.between(0.7, 1))
    : dark;
  return [ink, bright];
}

/** Ink of one colour on nothing at all. */
function transparent({ width, height }: Layout, { tile, left, top }: Written, colour: Rgb): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [tx, ty] = [x - left, y - top];
      if (tx < 0 || ty < 0 || tx >= tile.width || ty >= tile.height) continue;
      const value = tile.coverage[ty * tile.width + tx];
      if (value > 0) rgba.set([colour[0] * 255, colour[1] * 255, colour[2] * 255, value * 255], (y * width + x) * 4);
    }
  }
  return { width, height, rgba };
}

/** Chalk on a blackboard, or any light pen on something dark, photographed. */
export function drawBoard(shape: Shape, random: Random): Drawn {
  const layout = pickLayout(shape, between(24, 150, random), random.between(0.25, 0.95), random);
  const soft = defocus(layout.digitPx, random);
  const ink: Pen = {
    colour: fromHsv(
      random.next(),
      random.chance(0.7) ? 0.08 * random.next() : random.between(0.2, 0.6),
      random.between(0.75, 1),
    ),
    opacity: random.between(0.5, 1),
    uneven: random.between(0, 0.6),
    radius: random.between(0.012, 0.07),
  };
  const placed = write(shape, layout, soft, ink, random);
  const ground = random.chance(0.5)
    ? fromHsv(random.between(0.3, 0.5), random.between(0.1, 0.5), random.between(0.12, 0.4))
    : fromHsv(random.next(), 0.3 * random.next(), random.between(0.04, 0.35));
  const canvas = createCanvas(layout.width, layout.height, ground);
  const smears = grain(layout.width, layout.height, random.between(4, 30), 0.12, random);
  for (const plane of canvas.planes) for (let i = 0; i < plane.length; i++) plane[i] *= smears[i];
  const box = layInk(canvas, placed, ink);
  castLight(canvas, random);
  return { picture: photograph(canvas, random), box, ink: "light" };
}

/** `digitPx`: height of the writing (of its longer side where it is wider than tall); `share`: of the picture's height. */
function pickLayout(shape: Shape, digitPx: number, share: number, random: Random): Layout {
  const tallness = shape.inkHeight / Math.max(shape.inkHeight, shape.inkWidth);
  const side = Math.max(14, digitPx / share);
  const aspect = random.chance(0.4) ? 1 : Math.exp(0.3 * random.normal());
  const limit = (value: number) => Math.round(Math.min(400, Math.max(12, value)));
  // A narrow picture still has room for the whole digit.
  return {
    width: limit(Math.max(side * aspect, 0.75 * digitPx)),
    height: limit(side),
    digitPx: Math.max(6, digitPx * tallness),
  };
}

/** Most pictures are sharp, some soft, a few much out of focus. Width of an edge in pixels. */
function defocus(digitPx: number, random: Random): number {
  const kind = random.next();
  if (kind < 0.5) return random.between(1, 1.6);
  if (kind < 0.85) return 1 + random.between(0, 0.05) * digitPx;
  return 1 + random.between(0.05, 0.13) * digitPx;
}

interface Written {
  readonly tile: Placed;
  readonly coverage: Float32Array;
  readonly left: number;
  readonly top: number;
  readonly box: Box;
}

/** Writes the shape somewhere into the picture: anywhere it fits, and at times right at the border. */
function write(shape: Shape, layout: Layout, softPx: number, ink: Pen, random: Random): Written {
  const tile = placeShape(shape, layout.digitPx, softPx, pickHand(shape, ink.radius, random), random);
  unevenInk(tile.coverage, tile.width, tile.height, ink.uneven, random);
  if (random.chance(0.06)) breakInk(tile.coverage, tile.width, layout.digitPx, random);
  const place = (room: number) => {
    if (room <= 0) return Math.round(room / 2);
    const spread = random.chance(0.6) ? 0.5 + 0.14 * random.normal() : random.next();
    return Math.round(Math.min(1, Math.max(0, spread)) * room);
  };
  const left = place(layout.width - tile.box.width) - tile.box.x;
  const top = place(layout.height - tile.box.height) - tile.box.y;
  return { tile, coverage: tile.coverage, left, top, box: clip(tile.box, left, top, layout) };
}

function clip(box: Box, left: number, top: number, { width, height }: { width: number; height: number }): Box {
  const x = Math.max(0, box.x + left);
  const y = Math.max(0, box.y + top);
  const right = Math.min(width, box.x + left + box.width);
  const bottom = Math.min(height, box.y + top + box.height);
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}

function layInk(canvas: Canvas, written: Written, ink: Pen): Box {
  layTile(canvas, written.tile, written.left, written.top, ink.colour, ink.opacity);
  return written.box;
}

/** Part of a neighbour at the picture's border, well away from the digit: what a cut-out often has. */
function writeBeside(canvas: Canvas, shape: Shape, box: Box, softPx: number, ink: Pen, random: Random): void {
  const gap = 0.25 * box.height;
  const onLeft = random.chance(0.5);
  const room = onLeft ? box.x - gap : canvas.width - box.x - box.width - gap;
  if (room < 3) return;
  const tile = placeShape(shape, Math.max(6, box.height), softPx, pickHand(shape, ink.radius, random), random);
  const shown = Math.min(room, 0.35 * tile.box.width);
  const left = Math.round(onLeft ? shown - tile.box.x - tile.box.width : canvas.width - shown - tile.box.x);
  layTile(canvas, tile, left, box.y - tile.box.y, ink.colour, ink.opacity);
}
