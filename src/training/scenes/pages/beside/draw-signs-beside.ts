import { pickSize } from "../../../pick-size.ts";
import type { Random } from "../../../random.ts";
import type { DraftPage } from "../page.ts";
import type { PageSources } from "../page-sources.ts";
import type { Script } from "../writing/pick-script.ts";
import { writeWord } from "../writing/write-word.ts";
import { findRoom } from "./find-room.ts";

/** Ticks, crosses, arrows, scribbles, lone lines: with the same pen, anywhere free. */
export function drawSignsBeside(
  page: DraftPage,
  sources: PageSources,
  heightPx: number,
  count: number,
  script: Script,
  random: Random,
): void {
  for (let n = 0; n < count; n++) {
    const size = heightPx * pickSize(0.4, 2, random);
    const room = findRoom(page, size, size, 0.15 * heightPx, random);
    if (!room) continue;
    const place = { left: room.x, baseline: room.y + size, heightPx: size };
    writeWord(page, sources, place, random.chance(0.6) ? 1 : 1 + random.below(5), script, random);
  }
}
