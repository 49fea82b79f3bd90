import type { Random } from "../../../random.ts";
import { insetBox } from "../inset-box.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { pixelate } from "../pixelate.ts";
import { startPage } from "../start-page.ts";
import { pickDigits } from "../writing/number-texts.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";

/** Few, large pixels: a data set's picture enlarged. */
export function drawPixels(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, random.chance(0.6) ? "screen" : "paper");
  const heightPx = size * random.between(0.3, 1);
  const script = { ...pickScriptOn(ground, heightPx, sources, random), pen: random.between(0.03, 0.09) };
  const line = { text: pickDigits(1, random), heightPx, gap: 0 };
  placeLine(page, line, script, random, insetBox(size, -0.03));
  pixelate(page.canvas, size / (8 + random.below(40)));
  return { page, isPhotographed: false };
}
