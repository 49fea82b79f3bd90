import type { Box } from "../../../../core/picture.ts";
import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { type Canvas, fromHsv, lay } from "../../canvas.ts";
import { softEdge } from "../../soft-edge.ts";
import { drawLines } from "../draw-lines.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { straight } from "../strokes.ts";
import { pickGap } from "../writing/number-texts.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { pickWords } from "../writing/pick-words.ts";
import { placeLine } from "../writing/place-line.ts";
import { printText } from "../writing/print-text.ts";
import { underline } from "../writing/underline.ts";
import { writeWord } from "../writing/write-word.ts";

/** A row number in a ruled register: the scan's black margin, the sheet's edge, rules, an underline, a full stop. */
export function drawRegister(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, "paper");
  const heightPx = size * pickSize(0.07, 0.2, random);
  const script = { ...pickScriptOn(ground, heightPx, sources, random), slant: 0.15 + 0.15 * random.normal() };
  const edge = size * random.between(0.1, 0.5);
  const sheet = { x: edge + 0.04 * size, y: 0.05 * size, width: size * 0.9 - edge, height: 0.85 * size };
  const text = pickRowNumber(random);
  const box = placeLine(page, { text, heightPx, gap: pickGap(random) * 0.5 }, script, random, sheet);
  if (box && random.chance(0.7)) underline(page, box, script, random);
  drawRulesBeside(page.canvas, box, edge, random);
  if (random.chance(0.3)) {
    const words = pickWords(2, random);
    const place = { left: edge + 0.1 * size, baseline: size * 0.98, heightPx: size * 0.035 };
    printText(page, sources, words, place, pickPrintScript(script, sources, random), random, false);
  }
  if (random.chance(0.2)) {
    const place = { left: size * 0.92, baseline: size * random.next(), heightPx: heightPx * 1.3 };
    writeWord(page, sources, place, 2, script, random);
  }
  drawScanMargin(page.canvas, edge, random);
  return { page, isPhotographed: random.chance(0.6) };
}

function pickRowNumber(random: Random): string {
  const below = random.chance(0.5) ? 9 : random.chance(0.8) ? 99 : 999;
  return `${1 + random.below(below)}${random.chance(0.6) ? "." : ""}`;
}

/** Up to three rules across or down the sheet, none of them through the number. */
function drawRulesBeside(canvas: Canvas, box: Box | undefined, edge: number, random: Random): void {
  const size = canvas.width;
  const pencil = {
    colour: fromHsv(0, 0, random.between(0, 0.5)),
    opacity: random.between(0.5, 1),
    widthPx: pickSize(0.5, 2.5, random),
  };
  for (let n = random.below(4); n > 0; n--) {
    const level = random.chance(0.4);
    const at = random.between(0.02, 0.98) * size;
    if (box && (level ? at > box.y - 3 && at < box.y + box.height + 3 : at > box.x - 3 && at < box.x + box.width + 3))
      continue;
    const rule = level
      ? straight(edge + random.between(0, 0.3) * size, at, size, at + 2 * random.normal())
      : straight(at, 0, at + 3 * random.normal(), size);
    drawLines(canvas, [rule], pencil);
  }
}

/** What the scanner saw left of the sheet's edge: black, rarely grey. On one page in five there is none. */
function drawScanMargin(canvas: Canvas, edge: number, random: Random): void {
  const { width, height } = canvas;
  const value = random.chance(0.85) ? random.between(0, 0.08) : random.between(0.3, 0.9);
  const lean = 0.03 * random.normal();
  if (!random.chance(0.8)) return;
  const coverage = new Float32Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) coverage[y * width + x] = softEdge(edge - x + lean * (y - height / 2), 1.5);
  lay(canvas, coverage, fromHsv(0, 0, value), 1);
}
