import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { drawDesk } from "../../surroundings.ts";
import { drawRulesAndSpecks } from "../draw-rules-and-specks.ts";
import { insetBox } from "../inset-box.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { drawBar } from "../writing/draw-bar.ts";
import { pickDigits } from "../writing/number-texts.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";

/** One digit about as large as the page, some of it beyond the border, with a pen that is thin beside it: its parts look like digits, too, and a 0 like a frame. */
export function drawLarge(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random);
  const heightPx = size * random.between(0.55, 1.1);
  const script = {
    ...pickScriptOn(ground, heightPx, sources, random),
    pen: pickSize(0.9, 9, random) / (2 * heightPx),
    aspect: Math.exp(0.25 * random.normal()),
  };
  if (random.chance(0.3)) drawRulesAndSpecks(page, ground, heightPx, script, random);
  if (random.chance(0.04)) {
    drawBar(page, heightPx, script, random);
    return { page, isPhotographed: ground.isPhotographed };
  }
  // A tenth of it may lie beyond the border.
  const room = insetBox(size, -0.1 * random.next());
  const box = placeLine(
    page,
    { text: random.chance(0.12) ? "0" : pickDigits(1, random), heightPx, gap: 0 },
    script,
    random,
    room,
  );
  if (ground.isPhotographed && box && random.chance(0.15)) drawDesk(page.canvas, box, script.softPx, random);
  return { page, isPhotographed: ground.isPhotographed };
}
