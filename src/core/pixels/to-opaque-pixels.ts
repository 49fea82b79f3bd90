import { bytesAt, FREE, kernels, reserve } from "./pixel-kernels.ts";

/** Pixels that are in the kernels' memory at a time. */
const AT_ONCE = 500_000;
/** Vectors reach beyond the end of what they read and write. */
const SLACK = 64;

/**
 * Pixels of red, green and blue as pixels with an alpha of 255.
 *
 * @param samples `[n, 3]`
 * @returns `[n, 4]`
 */
export function toOpaquePixels(samples: Uint8Array): Uint8Array {
  const count = samples.length / 3;
  const rgba = new Uint8Array(4 * count);
  for (let done = 0; done < count; done += AT_ONCE) {
    const n = Math.min(AT_ONCE, count - done);
    const pixels = Math.ceil((FREE + 3 * n + SLACK) / 16) * 16;
    reserve(pixels + 4 * n + SLACK);
    bytesAt(FREE, 3 * n).set(samples.subarray(3 * done, 3 * (done + n)));
    kernels.addAlpha(FREE, pixels, n);
    rgba.set(bytesAt(pixels, 4 * n), 4 * done);
  }
  return rgba;
}
