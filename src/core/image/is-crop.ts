import type { Picture } from "../picture.ts";

/** Pictures with a side below this, in pixels of the file, are crops. */
const MIN_SIDE = 64;

/** Whether a picture is so small that digits usually touch its border, or nearly do. */
export function isCrop({ width, height, coarseness = 1 }: Picture): boolean {
  return coarseness * Math.min(width, height) < MIN_SIDE;
}
