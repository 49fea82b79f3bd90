import type { Box } from "../../../../core/picture.ts";
import type { Item } from "../page.ts";

/** Whether nothing is written in this place, nor within `margin` pixels of it. */
export function isFree({ x, y, width, height }: Box, items: readonly Item[], margin = 0): boolean {
  return items.every(
    ({ box }) =>
      box.x > x + width + margin ||
      box.x + box.width < x - margin ||
      box.y > y + height + margin ||
      box.y + box.height < y - margin,
  );
}
