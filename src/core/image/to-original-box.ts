import type { Box, Picture } from "../picture.ts";

/** The part of a picture that places need. */
type Size = Pick<Picture, "width" | "height"> & { readonly original?: Picture["original"] | undefined };

/** A box of a picture that came smaller from its decoder, in the pixels of its file. Each side has a scale of its own: both were rounded. */
export function toOriginalBox({ x, y, width, height }: Box, size: Size): Box {
  const { original = size } = size;
  const across = original.width / size.width;
  const down = original.height / size.height;
  return { x: x * across, y: y * down, width: width * across, height: height * down };
}
