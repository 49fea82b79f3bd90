import { overlap } from "../image/overlap.ts";
import type { Warning } from "../reading.ts";
import type { Region } from "./find-regions.ts";
import { LARGE_SIDE } from "./large-side.ts";

/** A digit with its longer side below this, in the picture's own pixels, shows too little. */
const SMALL_SIDE = 12;
/** Ink that takes less than this share of the paper's light is easily lost. */
const FAINT_INK = 0.12;
/** Share of the ink's darkness that is gone one pixel outside the stroke; less is blur. */
const SHARP_DROP = 0.16;

/** What is odd about a region, beside all the others of its picture. */
export function findWarnings({ map, group, ink, box, score }: Region, all: readonly Region[]): Warning[] {
  const sum = (key: "mass" | "area" | "drop" | "perimeter") =>
    group.components.reduce((total, component) => total + component[key], 0);
  const darkness = sum("mass") / sum("area");
  const touches = group.left === 0 || group.top === 0 || group.right === map.width || group.bottom === map.height;
  const another = all.some(
    (other) =>
      other.ink === ink &&
      other.score > 0.5 * score &&
      overlap(other.box, box) === 0 &&
      Math.max(other.box.width, other.box.height) > 0.6 * Math.max(box.width, box.height),
  );
  const large = Math.min(map.width, map.height) >= LARGE_SIDE;
  const warnings: Warning[] = [];
  if (darkness < FAINT_INK) warnings.push("faint");
  if (large && sum("drop") / (sum("perimeter") * darkness) < SHARP_DROP) warnings.push("blurred");
  if (large && touches) warnings.push("cut_off");
  if (another) warnings.push("several_digits");
  if (Math.max(box.width, box.height) < SMALL_SIDE) warnings.push("small");
  return warnings;
}
