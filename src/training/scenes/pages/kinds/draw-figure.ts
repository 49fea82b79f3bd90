import type { Box } from "../../../../core/picture.ts";
import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { type Canvas, fromHsv, type Rgb } from "../../canvas.ts";
import { clipItems } from "../clip-items.ts";
import { drawLines } from "../draw-lines.ts";
import { distance } from "../grounds.ts";
import { createPage, type DraftPage, type DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { pixelate } from "../pixelate.ts";
import { startPage } from "../start-page.ts";
import { rectangle, ring, straight } from "../strokes.ts";
import { pickDigits, pickGap, pickNumber } from "../writing/number-texts.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import type { Script } from "../writing/pick-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { pickWords } from "../writing/pick-words.ts";
import { placeLine } from "../writing/place-line.ts";
import { printText } from "../writing/print-text.ts";

/** A figure or a screenshot: axes, ticks, borders, bars, buttons. */
export function drawFigure(sources: PageSources, size: number, random: Random): DrawnPage {
  const outer: Rgb = random.chance(0.75) ? [1, 1, 1] : fromHsv(random.next(), 0.3 * random.next(), random.next());
  const page = createPage(size, size, outer);
  const height = size * random.between(0.4, 0.85);
  const width = random.chance(0.6) ? height : size * random.between(0.4, 0.9);
  const x = Math.round(random.between(0.05, 1) * (size - width));
  const y = Math.round(random.between(0.05, 1) * (size - height));
  const plot = { x, y, width, height };
  const { page: sheet, ground } = startPage(Math.round(width), Math.round(height), random, "screen");
  const heightPx = height * random.between(0.35, 0.9);
  const isCoarse = random.chance(0.5);
  const script = pickScriptOn(ground, heightPx, sources, random);
  const single = random.chance(0.8);
  const line = single
    ? { text: pickDigits(1, random), heightPx, gap: pickGap(random) }
    : { text: pickNumber(random), heightPx: heightPx * 0.4, gap: pickGap(random) };
  placeLine(sheet, line, script, random);
  if (isCoarse) pixelate(sheet.canvas, height / 28);
  paste(page, sheet, x, y);
  const colour: Rgb = distance(outer, [0, 0, 0]) > 0.4 ? [0, 0, 0] : [1, 1, 1];
  if (random.chance(0.7)) {
    const border = rectangle(x, y, x + sheet.canvas.width, y + sheet.canvas.height);
    drawLines(page.canvas, [border], { colour, opacity: 1, widthPx: pickSize(0.4, 3, random) });
  }
  if (random.chance(0.6))
    drawAxes(page, sources, plot, { ...pickPrintScript(script, sources, random), colour }, random);
  if (random.chance(0.3)) drawTitleBar(page.canvas, random);
  return { page, isPhotographed: random.chance(0.15) };
}

function paste({ canvas, items }: DraftPage, sheet: DraftPage, left: number, top: number): void {
  const { width, height, planes } = sheet.canvas;
  planes.forEach((plane, p) => {
    for (let y = 0; y < height; y++) {
      if (top + y < 0 || top + y >= canvas.height) continue;
      for (let x = 0; x < width; x++) {
        if (left + x < 0 || left + x >= canvas.width) continue;
        canvas.planes[p][(top + y) * canvas.width + left + x] = plane[y * width + x];
      }
    }
  });
  for (const item of clipItems(sheet.items, width, height))
    items.push({ ...item, box: { ...item.box, x: item.box.x + left, y: item.box.y + top } });
}

/** Ticks with numbers below and left of the plot, and in some figures a title above it. */
function drawAxes(page: DraftPage, sources: PageSources, plot: Box, print: Script, random: Random): void {
  const size = page.canvas.width;
  const bottom = plot.y + Math.round(plot.height);
  const tick = Math.max(4, size * random.between(0.02, 0.05));
  const step = plot.width / (3 + random.below(5));
  const pencil = { colour: print.colour, opacity: 1, widthPx: 0.7 };
  for (let i = 0; i * step <= plot.width; i++) {
    const [x, y] = [plot.x + i * step, plot.y + i * step];
    const ticks = [straight(x, bottom, x, bottom + tick * 0.5), straight(plot.x, y, plot.x - tick * 0.5, y)];
    drawLines(page.canvas, ticks, pencil);
    const label = String(i * random.pick([5, 5, 5, 10, 1]));
    const below = { left: x - tick * 0.4, baseline: bottom + tick * 1.8, heightPx: tick };
    printText(page, sources, label, below, print, random, false);
    const beside = { left: plot.x - tick * 2.6, baseline: y + tick * 0.5, heightPx: tick };
    if (i > 0) printText(page, sources, label, beside, print, random, false);
  }
  if (random.chance(0.4)) {
    const title = { left: plot.x + 0.2 * plot.width, baseline: plot.y - tick, heightPx: tick * 1.2 };
    printText(page, sources, pickWords(2, random), title, print, random, false);
  }
}

/** A darker bar along the top with three round buttons on the right. */
function drawTitleBar(canvas: Canvas, random: Random): void {
  const { width, planes } = canvas;
  const bar = width * random.between(0.03, 0.09);
  for (const plane of planes) for (let i = 0; i < Math.ceil(bar) * width; i++) plane[i] *= 0.8;
  for (let i = 0; i < 3; i++) {
    const button = ring(width - (i + 1) * bar, bar / 2, bar * 0.25, bar * 0.25, 0, random);
    drawLines(canvas, [button], { colour: fromHsv(random.next(), 0.6, 0.7), opacity: 1, widthPx: bar * 0.2 });
  }
}
