import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { drawDesk } from "../../surroundings.ts";
import { drawSignsBeside } from "../beside/draw-signs-beside.ts";
import { drawRulesAndSpecks } from "../draw-rules-and-specks.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { drawBar } from "../writing/draw-bar.ts";
import { pickDigits } from "../writing/number-texts.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";

/** One digit, large or small, on anything. */
export function drawSingle(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random);
  const { isPhotographed } = ground;
  const share = random.chance(0.75) ? random.between(0.25, 0.85) : pickSize(0.08, 0.3, random);
  const heightPx = share * size;
  const script = pickScriptOn(ground, heightPx, sources, random);
  drawRulesAndSpecks(page, ground, heightPx, script, random);
  if (random.chance(0.03)) {
    drawBar(page, heightPx, script, random);
    return { page, isPhotographed };
  }
  const box = placeLine(page, { text: pickDigits(1, random), heightPx, gap: 0.1 }, script, random);
  if (random.chance(0.12)) drawSignsBeside(page, sources, heightPx * 0.6, 1 + random.below(3), script, random);
  if (isPhotographed && box && random.chance(0.15)) drawDesk(page.canvas, box, script.softPx, random);
  return { page, isPhotographed };
}
