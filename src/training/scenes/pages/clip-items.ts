import { NON_DIGIT } from "../../../core/manifest.ts";
import { type Item, UNCERTAIN } from "./page.ts";

/** Of a digit that lies partly outside, this share must be seen to tell it, and less than the second isn't worth a mark. */
const TOLD = 0.6;
const SEEN = 0.1;

/** Cuts the items' boxes off at the picture's border; of what is mostly outside nobody can tell what it is. */
export function clipItems(items: readonly Item[], width: number, height: number): Item[] {
  return items.flatMap((item) => {
    const { box, label } = item;
    const left = Math.max(0, box.x);
    const top = Math.max(0, box.y);
    const right = Math.min(width, box.x + box.width);
    const bottom = Math.min(height, box.y + box.height);
    const seen = right > left && bottom > top ? ((right - left) * (bottom - top)) / (box.width * box.height) : 0;
    if (seen < SEEN) return [];
    const clipped = { x: left, y: top, width: right - left, height: bottom - top };
    return [{ ...item, box: clipped, label: seen < TOLD && label !== NON_DIGIT ? UNCERTAIN : label }];
  });
}
