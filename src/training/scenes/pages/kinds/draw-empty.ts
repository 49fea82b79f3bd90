import type { Picture } from "../../../../core/picture.ts";
import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { type Canvas, createCanvas, fromHsv, lay, type Rgb } from "../../canvas.ts";
import { softEdge } from "../../soft-edge.ts";
import { drawDesk } from "../../surroundings.ts";
import { drawTextureScene } from "../../texture-scene.ts";
import { drawCode } from "../beside/draw-code.ts";
import { drawPrintBeside } from "../beside/draw-print-beside.ts";
import { drawSignsBeside } from "../beside/draw-signs-beside.ts";
import { drawDeskTop, drawThings } from "../desk.ts";
import { drawLines } from "../draw-lines.ts";
import { drawRulesAndSpecks } from "../draw-rules-and-specks.ts";
import { insetBox } from "../inset-box.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { straight } from "../strokes.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";

/** No digit but in print: edges, shadows, folds, rooms, textures, words, print, codes, scribbles, blank sheets. */
export function drawEmpty(sources: PageSources, size: number, random: Random): DrawnPage {
  const kind = random.next();
  if (kind < 0.3) {
    const canvas = stretch(drawTextureScene(random).picture, size);
    return { page: { canvas, items: [] }, isPhotographed: false };
  }
  if (kind < 0.5) {
    const canvas = drawHalves(size, random);
    return { page: { canvas, items: [] }, isPhotographed: random.chance(0.8) };
  }
  if (kind < 0.6) {
    const canvas = drawDeskTop(size, size, random);
    drawThings(canvas, 1 + random.below(8), random);
    return { page: { canvas, items: [] }, isPhotographed: true };
  }
  return drawWithoutDigits(sources, size, kind, random);
}

/** The picture as a square of this side, with hard pixels. */
function stretch({ width, height, rgba }: Picture, size: number): Canvas {
  const canvas = createCanvas(size, size, [0, 0, 0]);
  for (let y = 0; y < size; y++) {
    const sy = Math.floor((y * height) / size);
    for (let x = 0; x < size; x++) {
      const from = (sy * width + Math.floor((x * width) / size)) * 4;
      for (let p = 0; p < 3; p++) canvas.planes[p][y * size + x] = rgba[from + p] / 255;
    }
  }
  return canvas;
}

/** One to three straight edges, hard or soft: an edge of a sheet, a shadow, a wall and a floor. */
function drawHalves(size: number, random: Random): Canvas {
  const anyColour = () => fromHsv(random.next(), 0.4 * random.next(), random.next());
  const canvas = createCanvas(size, size, anyColour());
  for (let n = 1 + random.below(3); n > 0; n--) {
    const angle = random.chance(0.6)
      ? 0.1 * random.normal() + (random.chance(0.5) ? Math.PI / 2 : 0)
      : random.between(0, 6.3);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const at = random.between(-0.35, 0.35) * size;
    const soft = pickSize(1, 0.4 * size, random);
    const coverage = new Float32Array(size * size);
    for (let i = 0; i < coverage.length; i++)
      coverage[i] = softEdge(((i % size) - size / 2) * c + (Math.floor(i / size) - size / 2) * s - at, soft);
    lay(canvas, coverage, anyColour(), random.between(0.15, 1));
  }
  return canvas;
}

/** A sheet with anything but handwritten digits. @param kind what is on it, 0.6…1 */
function drawWithoutDigits(sources: PageSources, size: number, kind: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random);
  const heightPx = size * pickSize(0.06, 0.6, random);
  const script = pickScriptOn(ground, heightPx, sources, random);
  drawRulesAndSpecks(page, ground, heightPx, script, random);
  if (kind < 0.64) {
    if (random.chance(0.5)) drawManySpecks(page.canvas, ground.ink.colour, random);
    else drawCrossword(page.canvas, ground.ink.colour, random);
  } else if (kind < 0.77) drawSignsBeside(page, sources, heightPx, 1 + random.below(8), script, random);
  else if (kind < 0.88)
    for (let n = 1 + random.below(4); n > 0; n--) {
      const printPx = size * pickSize(0.025, 0.12, random);
      drawPrintBeside(page, sources, printPx, pickPrintScript(script, sources, random), random);
    }
  else if (kind < 0.95) {
    const [x, y] = [size * random.between(0, 0.4), size * random.between(0, 0.4)];
    drawCode(page, x, y, size * random.between(0.3, 0.8), random);
  } else if (random.chance(0.5)) drawDesk(page.canvas, insetBox(size, 0.4), 1.5, random);
  return { page, isPhotographed: ground.isPhotographed };
}

function drawManySpecks(canvas: Canvas, colour: Rgb, random: Random): void {
  const radius = pickSize(0.4, 3, random);
  const specks = Array.from({ length: Math.round(pickSize(20, 1500, random)) }, () => [
    { x: random.next() * canvas.width, y: random.next() * canvas.height },
  ]);
  drawLines(canvas, specks, { colour, opacity: random.between(0.3, 1), widthPx: 2 * radius });
}

/** A grid with some of its cells filled. */
function drawCrossword(canvas: Canvas, colour: Rgb, random: Random): void {
  const { width, height } = canvas;
  const cell = pickSize(8, 40, random);
  const filled = random.between(0, 0.4);
  const lines = [];
  for (let at = random.next() * cell; at < width; at += cell)
    lines.push(straight(at, 0, at, height), straight(0, at, width, at));
  drawLines(canvas, lines, { colour, opacity: 1, widthPx: random.between(0.5, 2) });
  const pencil = { colour, opacity: 1, widthPx: cell * 0.9 };
  for (let y = 0; y < height; y += cell)
    for (let x = 0; x < width; x += cell) {
      if (!random.chance(filled)) continue;
      drawLines(canvas, [straight(x + cell / 2, y + cell * 0.1, x + cell / 2, y + cell * 0.9)], pencil);
    }
}
