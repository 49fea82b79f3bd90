import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { type Canvas, fromHsv } from "../../canvas.ts";
import { drawPrintBeside } from "../beside/draw-print-beside.ts";
import { drawSignsBeside } from "../beside/draw-signs-beside.ts";
import { drawLines } from "../draw-lines.ts";
import { drawRulesAndSpecks } from "../draw-rules-and-specks.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { straight } from "../strokes.ts";
import { estimateWidth } from "../writing/estimate-width.ts";
import { pickGap, pickNumber } from "../writing/number-texts.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { pickSoftness } from "../writing/pick-softness.ts";
import { placeLine } from "../writing/place-line.ts";
import { strikeOut } from "../writing/strike-out.ts";
import { underline } from "../writing/underline.ts";
import { writeWord } from "../writing/write-word.ts";

/** One number, or a few below each other, with all that people put around. */
export function drawRow(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, random.chance(0.4) ? "cheque" : undefined);
  const lines = random.chance(0.7) ? 1 : 2 + random.below(3);
  const firstScript = pickScriptOn(ground, 30, sources, random);
  for (let n = 0; n < lines; n++) {
    const text = pickNumber(random);
    const gap = pickGap(random);
    const widthOfOne = Math.max(0.6, estimateWidth({ text, heightPx: 1, gap }, firstScript));
    const heightPx = Math.min(
      size * 0.55,
      Math.max(9, (size * random.between(0.4, 1.02)) / widthOfOne),
      (size * 0.8) / lines,
    );
    const script =
      n === 0 || random.chance(0.7)
        ? { ...firstScript, softPx: pickSoftness(heightPx, ground.isPhotographed, random) }
        : pickScriptOn(ground, heightPx, sources, random);
    if (n === 0) drawRulesAndSpecks(page, ground, heightPx, script, random, 0.3);
    const room = { x: 0, y: (size * n) / lines, width: size, height: size / lines };
    const first = page.items.length;
    const box = placeLine(page, { text, heightPx, gap }, script, random, room);
    if (!box) continue;
    if (random.chance(0.2)) underline(page, box, script, random);
    if (random.chance(0.06)) strikeOut(page, first, script, random);
    if (random.chance(0.15)) {
      const place = { left: box.x + box.width + 0.3 * heightPx, baseline: box.y + box.height, heightPx };
      writeWord(page, sources, place, 1 + random.below(4), script, random);
    }
  }
  if (random.chance(0.15)) drawSignsBeside(page, sources, size * 0.1, 1 + random.below(3), firstScript, random);
  if (random.chance(0.12)) {
    const printPx = size * random.between(0.03, 0.07);
    drawPrintBeside(page, sources, printPx, pickPrintScript(firstScript, sources, random), random);
  }
  if (random.chance(0.2)) drawBorders(page.canvas, random);
  return { page, isPhotographed: ground.isPhotographed };
}

/** Lines of a form along the picture's sides. */
function drawBorders(canvas: Canvas, random: Random): void {
  const { width, height } = canvas;
  const colour = fromHsv(random.next(), 0.4 * random.next(), random.between(0, 0.5));
  for (let n = 1 + random.below(3); n > 0; n--) {
    const level = random.chance(0.6);
    const at = random.chance(0.5) ? random.between(0, 0.12) : random.between(0.88, 1);
    const [from, to] = [at + 0.02 * random.normal(), at + 0.02 * random.normal()];
    const line = level ? straight(0, from * height, width, to * height) : straight(from * width, 0, to * width, height);
    drawLines(canvas, [line], { colour, opacity: random.between(0.4, 1), widthPx: pickSize(0.5, 4, random) });
  }
}
