import type { Box } from "../../../core/picture.ts";
import type { Random } from "../../random.ts";
import { type Canvas, createCanvas, type Rgb } from "../canvas.ts";

/** Something written whose place is known. */
export interface Item {
  readonly box: Box;
  /** 0…9, `NON_DIGIT`, or `UNCERTAIN` where nobody could tell, as of a lone l or O. */
  readonly label: number;
}

export const NON_DIGIT = 10;
export const UNCERTAIN = -1;

/** A picture in the making, with all that is written on it. */
export interface Page {
  readonly canvas: Canvas;
  readonly items: Item[];
}

export function createPage(width: number, height: number, colour: Rgb): Page {
  return { canvas: createCanvas(width, height, colour), items: [] };
}

/** Log-uniform: as many small as large ones. */
export function pickSize(low: number, high: number, random: Random): number {
  return low * (high / low) ** random.next();
}

/** An entry by its weight. */
export function pickWeighted<T>(entries: readonly (readonly [weight: number, value: T])[], random: Random): T {
  let rest = random.next() * entries.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of entries) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return entries[entries.length - 1][1];
}

/** Of a digit that lies partly outside, this share must be seen to tell it, and less than the second isn't worth a mark. */
const TOLD = 0.6;
const SEEN = 0.1;

/** Cuts the items' boxes off at the picture's border; of what is mostly outside nobody can tell what it is. */
export function clipItems(items: readonly Item[], width: number, height: number): Item[] {
  return items.flatMap(({ box, label }) => {
    const left = Math.max(0, box.x);
    const top = Math.max(0, box.y);
    const right = Math.min(width, box.x + box.width);
    const bottom = Math.min(height, box.y + box.height);
    const seen = right > left && bottom > top ? ((right - left) * (bottom - top)) / (box.width * box.height) : 0;
    if (seen < SEEN) return [];
    const clipped = { x: left, y: top, width: right - left, height: bottom - top };
    return [{ box: clipped, label: seen < TOLD && label !== NON_DIGIT ? UNCERTAIN : label }];
  });
}
