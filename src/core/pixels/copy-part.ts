import type { Box } from "../picture.ts";
import { bytesAt, kernels } from "./pixel-kernels.ts";

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
  if (part.width <= NARROW && rgba.byteOffset % 4 === 0) {
    copyPixels(width, rgba, part, address);
    return;
  }
  const stride = 4 * part.width;
  const target = bytesAt(address, stride * part.height);
  let from = 4 * (part.y * width + part.x);
  if (part.width === width) {
    target.set(rgba.subarray(from, from + target.length));
    return;
  }
  for (let to = 0; to < target.length; to += stride, from += 4 * width)
    target.set(rgba.subarray(from, from + stride), to);
}

function copyPixels(width: number, rgba: Uint8Array | Uint8ClampedArray, part: Box, address: number): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
  const target = new Uint32Array(kernels.memory.buffer, address, part.width * part.height);
  let from = part.y * width + part.x;
  for (let to = 0; to < target.length; from += width - part.width)
    for (const end = to + part.width; to < end; ) target[to++] = pixels[from++];
}
