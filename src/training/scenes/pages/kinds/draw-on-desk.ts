import { pickWeighted } from "../../../pick-weighted.ts";
import type { Random } from "../../../random.ts";
import type { Rgb } from "../../canvas.ts";
import { drawAround, FRAME_KINDS } from "../beside/draw-around.ts";
import { clipItems } from "../clip-items.ts";
import { drawDeskTop, drawThings, layOnDesk } from "../desk.ts";
import { drawLines } from "../draw-lines.ts";
import { drawRulesAndSpecks } from "../draw-rules-and-specks.ts";
import type { DraftPage, DrawnPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import { startPage } from "../start-page.ts";
import { rectangle, ring } from "../strokes.ts";
import { pickDigits, pickGap, pickNumber } from "../writing/number-texts.ts";
import { pickScriptOn } from "../writing/pick-script-on.ts";
import { placeLine } from "../writing/place-line.ts";

const GROUNDS = [
  [60, "paper"],
  [25, "coloured"],
  [5, "board"],
  [10, "screen"],
] as const;

/** A sheet, card or sticky note wholly visible on a desk, with a digit or a number on it. */
export function drawOnDesk(sources: PageSources, size: number, random: Random): DrawnPage {
  const sheet = drawSheet(sources, size, random);
  const { width, height } = sheet.canvas;
  const desk = drawDeskTop(size, size, random);
  if (random.chance(0.35)) drawThings(desk, 1 + random.below(4), random);
  const turn = random.chance(0.75) ? 0.1 * random.normal() : 0.35 * random.normal();
  const room = (side: number) => (size - side) / 2;
  const centre = [
    size / 2 + room(width) * random.between(-0.9, 0.9),
    size / 2 + room(height) * random.between(-0.9, 0.9),
  ] as const;
  const visible = { ...sheet, items: clipItems(sheet.items, width, height) };
  return { page: layOnDesk(visible, desk, centre, 1, turn, random), isPhotographed: true };
}

function drawSheet(sources: PageSources, size: number, random: Random): DraftPage {
  const share = random.between(0.3, 1);
  const side = () => Math.round(size * share * random.between(0.75, 1));
  const [width, height] = random.chance(0.7)
    ? [side(), Math.round(side() * random.between(0.6, 1))]
    : [Math.round(side() * random.between(0.5, 1)), side()];
  const { page, ground } = startPage(width, height, random, pickWeighted(GROUNDS, random));
  const single = random.chance(0.75);
  const short = Math.min(width, height);
  const heightPx = Math.max(9, short * (single ? random.between(0.25, 0.85) : random.between(0.12, 0.4)));
  const script = pickScriptOn(ground, heightPx, sources, random);
  drawRulesAndSpecks(page, ground, heightPx, script, random);
  const text = single ? pickDigits(1, random) : pickNumber(random);
  const box = placeLine(page, { text, heightPx, gap: pickGap(random) }, script, random);
  if (box && random.chance(0.25)) {
    const widthPx = Math.max(0.8, script.pen * heightPx);
    drawAround(page, box, random.pick(FRAME_KINDS), script.colour, widthPx, random);
  }
  if (random.chance(0.25)) drawBorder(page, script.colour, random);
  return page;
}

/** A rectangle or an ellipse along the sheet's edges, around all that is written. */
function drawBorder(page: DraftPage, colour: Rgb, random: Random): void {
  const { width, height } = page.canvas;
  const inset = random.chance(0.3) ? 2 : random.between(0.02, 0.12) * Math.min(width, height);
  const border = random.chance(0.6)
    ? rectangle(inset, inset, width - inset, height - inset)
    : ring(width / 2, height / 2, width / 2 - inset, height / 2 - inset, 0, random);
  drawLines(page.canvas, [border], { colour, opacity: random.between(0.6, 1), widthPx: random.between(0.5, 3) });
}
