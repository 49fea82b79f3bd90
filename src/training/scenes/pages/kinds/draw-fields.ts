import type { Stroke } from "../../../../core/image/render-strokes.ts";
import type { Random } from "../../../random.ts";
import { drawLines, type Pencil } from "../draw-lines.ts";
import type { Ground } from "../grounds.ts";
import type { DraftPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { rectangle } from "../strokes.ts";
import { layShape } from "../writing/lay-shape.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { pickWords } from "../writing/pick-words.ts";
import { printText } from "../writing/print-text.ts";

/** Draws a form's rows of boxes or combs with one digit in each field, some of them empty, with text above. */
export function drawFields(
  page: DraftPage,
  sources: PageSources,
  ground: Ground,
  pencil: Pencil,
  random: Random,
): void {
  const size = page.canvas.width;
  const count = 1 + random.below(10);
  const cell = Math.min((size * random.between(0.5, 0.98)) / count, size * 0.5);
  const tall = cell * random.between(0.9, 1.8);
  const rows = Math.max(1, Math.min(1 + random.below(4), Math.floor((size * 0.9) / (tall * 1.4))));
  const left = random.between(0, Math.max(0, size - count * cell));
  const pitch = tall * random.between(1.1, 2);
  const top = random.between(0, Math.max(0, size - rows * pitch));
  const isComb = random.chance(0.25);
  const apart = random.chance(0.3) ? random.between(0.05, 0.3) * cell : 0;
  const line = { ...pencil, widthPx: Math.min(pencil.widthPx, 0.08 * cell) };
  const heightPx = tall * random.between(0.4, 0.95);
  const script = pickScriptOn(ground, heightPx, sources, random);
  const isDotted = random.chance(0.12);
  for (let row = 0; row < rows; row++) {
    const y = top + row * pitch;
    if (random.chance(0.4)) {
      const words = pickWords(1 + random.below(3), random);
      const place = { left, baseline: y - 0.15 * tall, heightPx: Math.max(5, 0.3 * tall) };
      printText(page, sources, words, place, pickPrintScript(script, sources, random), random);
    }
    for (let i = 0; i < count; i++) {
      const x = left + i * cell;
      const stroke = isComb ? tooth(x, y, cell, tall) : rectangle(x, y, x + cell - apart, y + tall);
      drawLines(page.canvas, isDotted ? dots(stroke, 3 * line.widthPx + 1.5) : [stroke], line);
      if (random.chance(0.15)) continue;
      const digit = random.below(10);
      const shape = script.writer.digit(digit, random);
      const width = (heightPx * shape.inkWidth * script.aspect) / shape.inkHeight;
      const place = {
        heightPx: heightPx * (width > 0.95 * cell ? (0.95 * cell) / width : 1),
        left: x + (cell - apart - Math.min(width, 0.95 * cell)) / 2 + 0.08 * cell * random.normal(),
        baseline: y + (tall + heightPx) / 2 + 0.06 * tall * random.normal(),
      };
      layShape(page, shape, place, digit, script, random);
    }
  }
}

/** One field of a comb: open at the top. */
function tooth(x: number, y: number, width: number, height: number): Stroke {
  return [
    { x, y: y + 0.5 * height },
    { x, y: y + height },
    { x: x + width, y: y + height },
    { x: x + width, y: y + 0.5 * height },
  ];
}

/** Dots along the stroke, this far apart. */
function dots(stroke: Stroke, stepPx: number): Stroke[] {
  return stroke.slice(1).flatMap((to, i) => {
    const from = stroke[i];
    const n = Math.max(1, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / stepPx));
    return Array.from({ length: n }, (_, k) => [
      { x: from.x + ((to.x - from.x) * k) / n, y: from.y + ((to.y - from.y) * k) / n },
    ]);
  });
}
