import type { Facts, Header } from "./header.ts";
import { readAvif } from "./read-avif.ts";
import { readBmp } from "./read-bmp.ts";
import { readGif } from "./read-gif.ts";
import { readJpeg } from "./read-jpeg.ts";
import { readPng } from "./read-png.ts";
import { readTiff } from "./read-tiff.ts";
import { readWebp } from "./read-webp.ts";
import type { Format } from "./sniff.ts";

const READERS: Readonly<Record<Format, (bytes: Uint8Array, view: DataView) => Facts>> = {
  PNG: readPng,
  JPEG: readJpeg,
  WebP: readWebp,
  GIF: readGif,
  BMP: readBmp,
  TIFF: readTiff,
  AVIF: readAvif,
};

/**
 * Reads what a file says about its picture, and walks its structure as far as that costs little.
 *
 * @returns null where the structure is broken or ends too early
 * @throws PredictorError `image_unsupported`, `picture_too_large`
 */
export function readHeader(bytes: Uint8Array, format: Format): Header | null {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const facts = READERS[format](bytes, view);
    if (!(facts.width > 0 && facts.height > 0)) return null;
    return { format, orientation: 1, ...facts };
  } catch (error) {
    // A DataView throws this where a file ends before what it promises.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
