import { FastResizeFilter, ResizeFit, Transformer } from "@napi-rs/image";
import type { Picture } from "../vision/picture.ts";
import type { Header } from "./header.ts";
import { turnUpright } from "./turn-upright.ts";

/** Up to here waiting for another thread costs more than decoding at once, which then takes a fraction of a millisecond. */
const MAX_PIXELS_AT_ONCE = 128 * 128;
const MAX_BYTES_AT_ONCE = 32_768;

/**
 * Decodes a PNG of up to 8 bits per sample, a JPEG or a BMP, upright; all but tiny ones on another thread.
 *
 * @param shrink original pixels per pixel of the answer, 1 or more
 * @throws Error what the decoder says, where the file is broken
 */
export async function decodeWithNapi(bytes: Uint8Array, header: Header, shrink: number): Promise<Picture> {
  const width = Math.max(1, Math.round(header.width / shrink));
  const height = Math.max(1, Math.round(header.height / shrink));
  const transformer = new Transformer(bytes);
  if (shrink > 1) transformer.fastResize({ width, height, filter: FastResizeFilter.Box, fit: ResizeFit.Fill });
  const atOnce = header.width * header.height <= MAX_PIXELS_AT_ONCE && bytes.length <= MAX_BYTES_AT_ONCE;
  const samples = atOnce ? transformer.rawPixelsSync() : await transformer.rawPixels();
  return turnUpright({ width, height, rgba: toRgba(samples, width * height) }, header.orientation);
}

/** From grey, grey with alpha, RGB or RGBA, 8 bits each; the length says which. */
function toRgba(samples: Uint8Array, pixels: number): Uint8Array {
  const channels = samples.length / pixels;
  if (channels === 4) return samples;
  if (![1, 2, 3].includes(channels)) throw new Error(`${channels} samples per pixel`);
  const rgba = new Uint8Array(pixels * 4);
  const green = channels === 3 ? 1 : 0;
  const blue = channels === 3 ? 2 : 0;
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = samples[from];
    rgba[to + 1] = samples[from + green];
    rgba[to + 2] = samples[from + blue];
    rgba[to + 3] = channels === 2 ? samples[from + 1] : 255;
  }
  return rgba;
}
