import { NON_DIGIT } from "../../core/manifest.ts";
import type { Box } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import type { Item } from "../scenes/pages/page.ts";
import { SCENE_SIZE } from "./scene-bank.ts";

/** Of the input's side, the least that a picture which doesn't fill it takes: the finder is given no fewer than 32 rows. */
const MIN_PART = 1 / 6;

/** What of a stored scene the network sees: this part of it, shrunk by `scale`. */
export interface View {
  readonly part: Box;
  readonly scale: number;
}

/** The middle of a scene, as it is. */
export function centreView(size: number): View {
  const middle = (SCENE_SIZE - size) >> 1;
  return { part: { x: middle, y: middle, width: size, height: size }, scale: 1 };
}

/** Mostly a whole input, sometimes a part of any shape, and sometimes a strip that a digit fills. */
export function pickView(items: readonly Item[], size: number, random: Random): View {
  const anywhere = (side: number) => random.below(SCENE_SIZE - side + 1);
  const kind = random.next();
  if (kind < 0.1) {
    const digits = items.filter(({ label, box }) => label >= 0 && label < NON_DIGIT && fits(box));
    if (digits.length > 0) return pickStrip(random.pick(digits).box, size, random);
  }
  const [width, height] =
    kind < 0.35
      ? [0, 0].map(() => (random.chance(0.5) ? size : Math.round(size * random.between(MIN_PART, 1))))
      : [size, size];
  return { part: { x: anywhere(width), y: anywhere(height), width, height }, scale: 1 };
}

function fits({ x, y, width, height }: Box): boolean {
  return x >= 0 && y >= 0 && x + width <= SCENE_SIZE && y + height <= SCENE_SIZE;
}

/** A long picture as high as the digit, or little higher; standing as often as lying. Its shorter side takes 32 to 48 pixels of 192: the service shows strips so small. */
function pickStrip(box: Box, size: number, random: Random): View {
  const isLying = random.chance(0.5);
  const [side, from] = isLying ? [box.height, box.y] : [box.width, box.x];
  const across = Math.min(size, Math.ceil(Math.max(MIN_PART * size, side * random.between(1.02, 1.9))));
  const [least, most] = [Math.max(0, Math.ceil(from + side) - across), Math.min(SCENE_SIZE - across, Math.floor(from))];
  const start =
    least <= most ? least + random.below(most - least + 1) : Math.max(0, Math.min(least, SCENE_SIZE - across));
  const scale = Math.min(1, (size * random.between(MIN_PART, 0.25)) / across);
  const along = Math.min(SCENE_SIZE, Math.floor(size / scale));
  const shift = random.below(SCENE_SIZE - along + 1);
  const part = isLying
    ? { x: shift, y: start, width: along, height: across }
    : { x: start, y: shift, width: across, height: along };
  return { part, scale };
}
