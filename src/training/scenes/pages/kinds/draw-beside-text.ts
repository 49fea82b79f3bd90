import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { drawCode } from "../beside/draw-code.ts";
import { drawPrintBeside } from "../beside/draw-print-beside.ts";
import { drawSignsBeside } from "../beside/draw-signs-beside.ts";
import { findRoom } from "../beside/find-room.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { pickGap, pickNumber } from "../writing/number-texts.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";

/** Print with a handwritten number in or beside it. */
export function drawBesideText(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, random.chance(0.8) ? "paper" : "screen");
  const heightPx = size * random.between(0.06, 0.3);
  const script = pickScriptOn(ground, heightPx, sources, random);
  if (random.chance(0.85))
    placeLine(page, { text: pickNumber(random), heightPx, gap: pickGap(random) }, script, random);
  const paragraphs = 1 + random.below(4);
  const print = pickPrintScript(script, sources, random);
  for (let n = 0; n < paragraphs; n++)
    drawPrintBeside(page, sources, size * pickSize(0.025, 0.1, random), print, random);
  if (random.chance(0.25)) {
    const side = size * random.between(0.15, 0.5);
    const room = findRoom(page, side, side, 4, random);
    if (room) drawCode(page, room.x, room.y, side, random);
  }
  if (random.chance(0.2)) drawSignsBeside(page, sources, heightPx, 2, script, random);
  return { page, isPhotographed: ground.isPhotographed };
}
