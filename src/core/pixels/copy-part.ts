import { toPixels } from "../image/to-pixels.ts";
import type { Box } from "../picture.ts";
import { kernels } from "./pixel-kernels.ts";

/** So narrow rows are copied pixel by pixel sooner than views of them are made. */
const NARROW = 96;

/**
 * Copies a part of a picture into the kernels' memory, row after row.
 *
 * @param part whole pixels within the picture
 * @param address a multiple of 4; there is memory for all of the part
 */
export function copyPart(
  { width, rgba }: { readonly width: number; readonly rgba: Uint8Array | Uint8ClampedArray },
  part: Box,
  address: number,
): void {
  const pixels = toPixels(rgba);
  const target = new Uint32Array(kernels.memory.buffer, address, part.width * part.height);
  let from = part.y * width + part.x;
  if (part.width === width) {
    target.set(pixels.subarray(from, from + target.length));
    return;
  }
  if (part.width > NARROW) {
    for (let to = 0; to < target.length; to += part.width, from += width)
      target.set(pixels.subarray(from, from + part.width), to);
    return;
  }
  for (let to = 0; to < target.length; from += width - part.width)
    for (const end = to + part.width; to < end; ) target[to++] = pixels[from++];
}
