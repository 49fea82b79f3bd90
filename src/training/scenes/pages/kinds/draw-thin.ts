import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import { drawAround, FRAME_KINDS } from "../beside/draw-around.ts";
import type { DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { drawBar } from "../writing/draw-bar.ts";
import { pickDigits, pickGap, pickLength } from "../writing/number-texts.ts";
import { pickScript } from "../writing/pick-script.ts";
import { placeLine } from "../writing/place-line.ts";

/** A thin pen on a large canvas, as it looks when the canvas is made small: pale lines, small writing, much that is empty. */
export function drawThin(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random, random.chance(0.75) ? "screen" : "paper");
  const heightPx = pickSize(6, 60, random);
  const pen = random.between(0.2, 1.4) / (2 * heightPx);
  const script = {
    ...pickScript(sources.pickWriter(random), { ...ground.ink, radius: pen, opacity: 1 }, 1, random),
    jitter: random.next() * 0.5,
  };
  if (random.chance(0.06)) {
    drawBar(page, heightPx, script, random);
    return { page, isPhotographed: ground.isPhotographed };
  }
  const text = pickDigits(random.chance(0.75) ? 1 : pickLength(random), random);
  const box = placeLine(page, { text, heightPx, gap: pickGap(random) }, script, random);
  if (box && random.chance(0.15))
    drawAround(page, box, random.pick(FRAME_KINDS), script.colour, random.between(0.3, 1.5), random);
  return { page, isPhotographed: ground.isPhotographed && random.chance(0.7) };
}
