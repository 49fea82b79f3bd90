import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import { clamp } from "../../clamp.ts";
import type { DraftPage } from "../page.ts";
import { estimateWidth } from "./estimate-width.ts";
import type { Script } from "./pick-script.ts";
import { type LineText, writeLine } from "./write-line.ts";

/**
 * Writes a text somewhere in `room`, without it anywhere on the page.
 *
 * @returns the box of the digits; undefined where there are none
 */
export function placeLine(
  page: DraftPage,
  line: LineText,
  script: Script,
  random: Random,
  room: Box = { x: 0, y: 0, width: page.canvas.width, height: page.canvas.height },
): Box | undefined {
  const { heightPx } = line;
  const slope = random.chance(0.6) ? 0.03 * random.normal() : 0.1 * random.normal();
  const left = room.x + pickOffset(room.width - estimateWidth(line, script), random);
  const baseline = room.y + heightPx + pickOffset(room.height - heightPx, random);
  return writeLine(page, { ...line, left, baseline, slope }, script, random);
}

/** Half of the time near the middle of the free space, else anywhere in it. What is too large sticks out evenly. */
function pickOffset(space: number, random: Random): number {
  if (space <= 0) return space / 2;
  return space * clamp(random.chance(0.5) ? 0.5 + 0.15 * random.normal() : random.next(), 0, 1);
}
