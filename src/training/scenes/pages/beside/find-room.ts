import type { Box } from "../../../../core/picture.ts";
import type { Random } from "../../../random.ts";
import type { DraftPage } from "../page.ts";
import { isFree } from "./is-free.ts";

const ATTEMPTS = 10;

/** A free place of this size, this far away from everything written; undefined where none was found. It may stick out a little. */
export function findRoom(
  page: DraftPage,
  width: number,
  height: number,
  margin: number,
  random: Random,
): Box | undefined {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const x = random.between(-0.15 * width, page.canvas.width - 0.85 * width);
    const y = random.between(-0.15 * height, page.canvas.height - 0.85 * height);
    const room = { x, y, width, height };
    if (isFree(room, page.items, margin)) return room;
  }
  return undefined;
}
