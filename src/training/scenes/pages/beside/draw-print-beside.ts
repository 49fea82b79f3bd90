import type { Random } from "../../../random.ts";
import type { DraftPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import type { Script } from "../writing/pick-script.ts";
import { pickWords } from "../writing/pick-words.ts";
import { printText } from "../writing/print-text.ts";
import { findRoom } from "./find-room.ts";

/** A paragraph of print somewhere free. */
export function drawPrintBeside(
  page: DraftPage,
  sources: PageSources,
  heightPx: number,
  script: Script,
  random: Random,
): void {
  const lines = 1 + random.below(5);
  const pitch = heightPx * random.between(1.4, 2.2);
  const width = page.canvas.width * random.between(0.2, 0.8);
  const room = findRoom(page, width, lines * pitch, 0.5 * heightPx, random);
  if (!room) return;
  for (let line = 0; line < lines; line++) {
    const words = pickWords(Math.max(1, Math.round(width / (heightPx * 5))), random);
    const place = { left: room.x, baseline: room.y + (line + 1) * pitch, heightPx };
    printText(page, sources, words, place, script, random, random.chance(0.1));
  }
}
