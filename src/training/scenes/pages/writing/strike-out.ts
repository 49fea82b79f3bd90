import { boundingBox } from "../../../../core/image/bounding-box.ts";
import type { Stroke } from "../../../../core/image/render-strokes.ts";
import { NON_DIGIT } from "../../../../core/manifest.ts";
import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import { drawLines } from "../draw-lines.ts";
import { type DraftPage, UNCERTAIN } from "../page.ts";
import { straight } from "../strokes.ts";
import type { Script } from "./pick-script.ts";

/**
 * Strikes out the page's last items, so that they no longer count as digits. Of one digit with one line through it nobody can tell: it may be a
 * bar of the digit.
 *
 * @param first the first of these items
 */
export function strikeOut(page: DraftPage, first: number, script: Script, random: Random): void {
  const struck = page.items.splice(first);
  if (struck.length === 0) return;
  const box = boundingBox(struck.map((item) => item.box));
  const strokes = pickStrokes(box, random);
  const widthPx = Math.max(0.7, 2 * script.pen * box.height * random.between(0.7, 1.5));
  drawLines(page.canvas, strokes, { colour: script.colour, opacity: script.opacity, widthPx });
  const isOneLine = strokes.length === 1 && strokes[0].length === 2;
  const label = struck.length === 1 && isOneLine ? UNCERTAIN : NON_DIGIT;
  page.items.push(...struck.map((item) => ({ ...item, label })));
}

/** A zigzag, or one to three lines across. */
function pickStrokes(box: Box, random: Random): Stroke[] {
  const lines = 1 + random.below(3);
  if (random.chance(0.25))
    return [
      Array.from({ length: 6 + random.below(6) }, (_, i) => ({
        x: box.x + (box.width * i) / 9,
        y: box.y + box.height * (i % 2 === 0 ? random.between(0, 0.3) : random.between(0.7, 1)),
      })),
    ];
  return Array.from({ length: lines }, () => {
    const y = box.y + box.height * random.between(0.3, 0.7);
    const tilt = box.height * random.between(-0.35, 0.35);
    return straight(box.x - 0.2 * box.height, y + tilt, box.x + box.width + 0.2 * box.height, y - tilt);
  });
}
