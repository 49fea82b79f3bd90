import type { Box } from "../../../../core/picture.ts";
import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import type { Rgb } from "../../canvas.ts";
import { drawLines } from "../draw-lines.ts";
import type { DraftPage } from "../page.ts";
import { rectangle, ring } from "../strokes.ts";

/** A rectangle, a ring drawn by hand, an exact ellipse. */
export const FRAME_KINDS = ["box", "ring", "round"] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

/** Draws a frame or ring around a box, close to it or at a distance. @returns the frame's own box */
export function drawAround(
  page: DraftPage,
  box: Box,
  kind: FrameKind,
  colour: Rgb,
  widthPx: number,
  random: Random,
): Box {
  const gap = () => box.height * pickSize(0.08, 0.9, random);
  const even = gap();
  const gaps = random.chance(0.5) ? [even, even, even, even] : [gap(), gap(), gap(), gap()];
  const [left, top] = [box.x - gaps[0], box.y - gaps[1]];
  const [right, bottom] = [box.x + box.width + gaps[2], box.y + box.height + gaps[3]];
  const pencil = { colour, opacity: 1, widthPx };
  if (kind === "box") {
    const wobble = random.chance(0.5) ? 0 : 0.03 * box.height;
    const stroke = rectangle(left, top, right, bottom).map(({ x, y }) => ({
      x: x + wobble * random.normal(),
      y: y + wobble * random.normal(),
    }));
    drawLines(page.canvas, [stroke], pencil);
    return { x: left, y: top, width: right - left, height: bottom - top };
  }
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  let [rx, ry] = [((right - left) / 2) * 1.25, ((bottom - top) / 2) * 1.15];
  if (random.chance(0.4)) rx = ry = Math.max(rx, ry);
  drawLines(page.canvas, [ring(cx, cy, rx, ry, kind === "ring" ? 0.04 : 0, random)], pencil);
  return { x: cx - rx, y: cy - ry, width: 2 * rx, height: 2 * ry };
}
