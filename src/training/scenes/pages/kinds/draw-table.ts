import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { fromHsv } from "../../canvas.ts";
import { drawLines } from "../draw-lines.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { straight } from "../strokes.ts";
import { estimateWidth } from "../writing/estimate-width.ts";
import { pickDigits, pickGap, pickLength, pickNumber } from "../writing/number-texts.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { strikeOut } from "../writing/strike-out.ts";
import { writeLine } from "../writing/write-line.ts";
import { writeWord } from "../writing/write-word.ts";

/** Numbers in columns and rows, ruled or not. */
export function drawTable(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, random.chance(0.6) ? "paper" : undefined);
  const columns = 1 + random.below(4);
  const rows = 2 + random.below(8);
  const pitch = (size * random.between(0.8, 1.1)) / rows;
  const cell = (size * random.between(0.85, 1.05)) / columns;
  const heightPx = Math.max(8, pitch * random.between(0.4, 0.95));
  const script = pickScriptOn(ground, heightPx, sources, random);
  const [left, top] = [random.between(-0.05, 0.1) * size, random.between(-0.05, 0.1) * size];
  const ruled = random.next();
  const colour = random.chance(0.5)
    ? ground.ink.colour
    : fromHsv(random.next(), 0.4 * random.next(), random.between(0, 0.6));
  const pencil = { colour, opacity: random.between(0.4, 1), widthPx: pickSize(0.4, 2.5, random) };
  const tilt = 0.02 * random.normal();
  if (ruled < 0.6)
    for (let row = 0; row <= rows; row++) {
      const y = top + row * pitch;
      drawLines(page.canvas, [straight(left, y, left + columns * cell, y + tilt * size)], pencil);
    }
  if (ruled < 0.45)
    for (let column = 0; column <= columns; column++) {
      const x = left + column * cell;
      drawLines(page.canvas, [straight(x, top, x - tilt * size, top + rows * pitch)], pencil);
    }
  const length = pickLength(random);
  const gap = pickGap(random);
  const isEven = random.chance(0.6);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (random.chance(0.12)) continue;
      const x = left + column * cell;
      const baseline = top + row * pitch + tilt * (x - left) + (pitch + heightPx) / 2 + 0.06 * pitch * random.normal();
      if (random.chance(0.06)) {
        const place = { left: x + 0.1 * cell, baseline, heightPx };
        writeWord(page, sources, place, 1 + random.below(4), script, random);
        continue;
      }
      const text = isEven ? pickDigits(Math.max(1, length - random.below(2)), random) : pickNumber(random);
      const width = estimateWidth({ text, heightPx, gap }, script);
      const first = page.items.length;
      const line = {
        ...{ text, baseline, gap },
        heightPx: Math.max(6, Math.min(heightPx, (heightPx * cell) / width)),
        left: x + Math.max(0, cell - width) * random.between(0.1, 0.9),
        slope: 0.02 * random.normal(),
      };
      writeLine(page, line, script, random);
      if (random.chance(0.03)) strikeOut(page, first, script, random);
    }
  }
  return { page, isPhotographed: ground.isPhotographed };
}
