import type { Box, Picture } from "../picture.ts";

/** A box of a picture that came smaller from its decoder, in the pixels of its file. */
export function toOriginalBox({ x, y, width, height }: Box, { scale = 1 }: Pick<Picture, "scale">): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}
