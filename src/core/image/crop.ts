import type { Box } from "../picture.ts";

type Values = Uint8Array | Uint8ClampedArray | Float32Array;

/**
 * Cuts a rectangle out of a picture or a plane.
 *
 * @param values `[height, width, channels]`
 * @param box in whole pixels, inside the picture
 * @returns a copy, `[box.height, box.width, channels]`
 */
export function crop<T extends Values>(values: T, width: number, box: Box, channels = 1): T {
  const length = box.width * channels;
  const out = new (values.constructor as new (size: number) => T)(box.height * length);
  for (let row = 0; row < box.height; row++) {
    const start = ((box.y + row) * width + box.x) * channels;
    out.set(values.subarray(start, start + length), row * length);
  }
  return out;
}
