import type { Region } from "../find/region.ts";
import { isCrop } from "../image/is-crop.ts";
import type { Box, Picture } from "../picture.ts";
import type { Candidate, Warning } from "../reading.ts";
import { frameRegion } from "./frame-region.ts";

/** A digit with its longer side below this, in the picture's own pixels, shows too little. */
const SMALL_SIDE = 12;
/** Ink that differs from the paper by less than this is easily lost. */
const FAINT_CONTRAST = 0.1;
/** Below this share of the way from paper to ink within a pixel an edge is blurred; tells nothing of small digits. */
const SHARP = 0.14;
const SHARP_FROM = 40;
/** A digit that comes this close to the picture's border, in pixels, may go on beyond it. */
const BORDER = 0.5;

/** Frames what is in a box for the classifier, and notes what is odd about it. */
export function frameCandidate(picture: Picture, box: Box, region?: Region): Candidate {
  const { input, isDark, contrast, sharpness } = frameRegion(picture, box);
  const { coarseness = 1 } = picture;
  const side = coarseness * Math.max(box.width, box.height);
  const warnings: Warning[] = [];
  if (contrast < FAINT_CONTRAST) warnings.push("faint");
  if (side >= SHARP_FROM && sharpness < SHARP * coarseness) warnings.push("blurred");
  if (!isCrop(picture) && touchesBorder(box, picture, BORDER / coarseness)) warnings.push("cut_off");
  if (side < SMALL_SIDE) warnings.push("small");
  return { input, box: clip(box, picture), ink: isDark ? "dark" : "light", region, warnings };
}

function touchesBorder({ x, y, width, height }: Box, picture: Picture, border: number): boolean {
  return x < border || y < border || x + width > picture.width - border || y + height > picture.height - border;
}

function clip({ x, y, width, height }: Box, picture: Picture): Box {
  const left = Math.min(picture.width - 1, Math.max(0, x));
  const top = Math.min(picture.height - 1, Math.max(0, y));
  const right = Math.max(left + 1, Math.min(picture.width, x + width));
  const bottom = Math.max(top + 1, Math.min(picture.height, y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
