import type { Random } from "../../../random.ts";
import { drawLines } from "../draw-lines.ts";
import type { DraftPage } from "../page.ts";
import { straight } from "../strokes.ts";
import type { Script } from "./pick-script.ts";

/** A 1 as a bare upright line, well inside the picture. */
export function drawBar(page: DraftPage, heightPx: number, script: Script, random: Random): void {
  const { width, height } = page.canvas;
  const tall = Math.min(heightPx, 0.8 * height);
  const x = width * random.between(0.2, 0.8);
  const top = random.between(0.06 * height, Math.max(0.06 * height, 0.94 * height - tall));
  const lean = tall * 0.12 * random.normal();
  const widthPx = Math.max(0.5, 2 * script.pen * tall);
  const bar = straight(x + lean / 2, top, x - lean / 2, top + tall);
  drawLines(page.canvas, [bar], { colour: script.colour, opacity: script.opacity, widthPx });
  const w = Math.abs(lean) + Math.max(1, widthPx);
  page.items.push({ box: { x: x - w / 2, y: top - widthPx / 2, width: w, height: tall + widthPx }, label: 1 });
}
