import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import { drawLines } from "../draw-lines.ts";
import type { DraftPage } from "../page.ts";
import type { Script } from "./pick-script.ts";

/** Draws one or two lines, a little bent, under what is written in this box. */
export function underline(page: DraftPage, box: Box, script: Script, random: Random): void {
  const heightPx = box.height;
  const y = box.y + box.height + heightPx * random.between(0.02, 0.35);
  const tilt = 0.1 * heightPx * random.normal();
  const lines = random.chance(0.2) ? 2 : 1;
  for (let i = 0; i < lines; i++) {
    const from = { x: box.x - heightPx * random.between(-0.2, 0.4), y: y + tilt + i * 0.15 * heightPx };
    const to = { x: box.x + box.width + heightPx * random.between(-0.2, 0.5), y: y - tilt + i * 0.15 * heightPx };
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + 0.04 * heightPx * random.normal() };
    drawLines(page.canvas, [[from, middle, to]], {
      colour: script.colour,
      opacity: script.opacity,
      widthPx: Math.max(0.6, 2 * script.pen * heightPx * random.between(0.6, 1.3)),
    });
  }
}
