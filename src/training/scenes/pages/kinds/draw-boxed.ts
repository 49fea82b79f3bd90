import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import type { Rgb } from "../../canvas.ts";
import { drawAround, FRAME_KINDS } from "../beside/draw-around.ts";
import { drawPrintBeside } from "../beside/draw-print-beside.ts";
import { type Ground, pickContrast } from "../grounds.ts";
import { insetBox } from "../inset-box.ts";
import type { DraftPage, DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { pickDigits, pickGap, pickNumber } from "../writing/number-texts.ts";
import { pickPrintScript } from "../writing/pick-print-script.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";
import { drawFields } from "./draw-fields.ts";

/** In drawn frames, rings, form boxes, comb fields. */
export function drawBoxed(sources: PageSources, size: number, random: Random): DrawnPage {
  const { page, ground } = startPage(size, size, random);
  const inFrame = random.chance(0.5);
  const [red, green, blue] = ground.canvas.planes;
  const colour = random.chance(0.6) ? ground.ink.colour : pickContrast([red[0], green[0], blue[0]], 0.2, random);
  if (inFrame) drawFramed(page, sources, ground, colour, random);
  else drawFields(page, sources, ground, { colour, opacity: 1, widthPx: pickLineWidth(size, random) }, random);
  return { page, isPhotographed: ground.isPhotographed };
}

function pickLineWidth(size: number, random: Random): number {
  return pickSize(0.5, 7, random) * Math.sqrt(size / 200);
}

/** A digit or a number in one frame, or in two. */
function drawFramed(page: DraftPage, sources: PageSources, ground: Ground, colour: Rgb, random: Random): void {
  const size = page.canvas.width;
  const single = random.chance(0.75);
  const heightPx = size * (single ? random.between(0.12, 0.6) : random.between(0.08, 0.25));
  const script = pickScriptOn(ground, heightPx, sources, random);
  const text = single ? pickDigits(1, random) : pickNumber(random);
  const box = placeLine(page, { text, heightPx, gap: pickGap(random) }, script, random, insetBox(size, 0.12));
  if (box) {
    const kind = random.pick(["box", ...FRAME_KINDS] as const);
    const frame = drawAround(page, box, kind, colour, pickLineWidth(size, random), random);
    if (random.chance(0.12))
      drawAround(page, frame, random.pick(FRAME_KINDS), colour, pickLineWidth(size, random), random);
  }
  if (random.chance(0.15)) {
    const printPx = heightPx * random.between(0.2, 0.6);
    drawPrintBeside(page, sources, printPx, pickPrintScript(script, sources, random), random);
  }
}
