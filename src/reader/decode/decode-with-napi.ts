import { FastResizeFilter, ResizeFit, Transformer } from "@napi-rs/image";
import type { Picture } from "../../core/picture.ts";
import { toOpaquePixels } from "../../core/pixels/to-opaque-pixels.ts";
import { freeBytes } from "../free-bytes.ts";
import type { Header } from "./header.ts";
import { turnUpright } from "./turn-upright.ts";

/** Up to here waiting for another thread costs about as much as decoding at once, which takes 0.3 ms at most. */
const MAX_PIXELS_AT_ONCE = 256 * 256;
const MAX_BYTES_AT_ONCE = 32_768;
const MAX_WORK_AT_ONCE = 1_000_000;

const OPAQUE = 0xff << 24;
/** Times this, a sample stands in the three lower bytes. */
const GREY = 0x010101;

/**
 * Decodes a PNG of up to 8 bits per sample, a JPEG or a BMP, upright; all but tiny ones on another thread.
 *
 * @param shrink original pixels per pixel of the picture, 1 or more
 * @throws Error what the decoder says, where the file is broken
 */
export async function decodeWithNapi(header: Header, shrink: number): Promise<Picture> {
  const width = Math.max(1, Math.round(header.width / shrink));
  const height = Math.max(1, Math.round(header.height / shrink));
  const transformer = new Transformer(header.file);
  if (shrink > 1) transformer.fastResize({ width, height, filter: FastResizeFilter.Box, fit: ResizeFit.Fill });
  const samples = isTiny(header) ? transformer.rawPixelsSync() : await transformer.rawPixels();
  const rgba = toRgba(samples, width * height);
  const isOpaque = samples.length === width * height || samples.length === 3 * width * height;
  if (rgba !== samples) freeBytes(samples);
  return turnUpright({ width, height, rgba, ...(isOpaque && { isOpaque }) }, header.orientation);
}

/** Whether it is decoded at once. Nothing of it can wait then. */
export function isTiny({ width, height, work = Number.POSITIVE_INFINITY, file }: Header): boolean {
  return width * height <= MAX_PIXELS_AT_ONCE && work <= MAX_WORK_AT_ONCE && file.length <= MAX_BYTES_AT_ONCE;
}

/** From grey, grey with alpha, RGB or RGBA, 8 bits each; the length says which. Whole pixels are written: it is done for each. */
function toRgba(samples: Uint8Array, pixels: number): Uint8Array {
  const channels = samples.length / pixels;
  if (channels === 4) return samples;
  if (![1, 2, 3].includes(channels)) throw new Error(`${channels} samples per pixel`);
  if (channels === 3) return toOpaquePixels(samples);
  const rgba = new Uint32Array(pixels); // alpha is the highest byte, on every processor that ONNX Runtime is built for
  if (channels === 1) {
    for (let i = 0; i < pixels; i++) rgba[i] = (samples[i] * GREY) | OPAQUE;
  } else {
    for (let i = 0; i < pixels; i++) rgba[i] = (samples[2 * i] * GREY) | (samples[2 * i + 1] << 24);
  }
  return new Uint8Array(rgba.buffer);
}
