import type { Header } from "../decode/header.ts";
import { readHeader } from "../decode/read-header.ts";
import { type Format, sniff } from "../decode/sniff.ts";
import { stripAvif } from "./strip-avif.ts";
import { stripGif } from "./strip-gif.ts";
import { stripJpeg } from "./strip-jpeg.ts";
import { stripPng } from "./strip-png.ts";
import { stripTiff } from "./strip-tiff.ts";
import { stripWebp } from "./strip-webp.ts";

export interface StrippedImage {
  /** Such as `image/png`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const STRIPPERS: Readonly<Record<Format, (bytes: Uint8Array, header: Header) => Uint8Array | null>> = {
  JPEG: (bytes, { orientation }) => stripJpeg(bytes, orientation),
  PNG: (bytes, { orientation }) => stripPng(bytes, orientation),
  WebP: (_bytes, { file, orientation }) => stripWebp(file, orientation),
  GIF: (_bytes, { file }) => stripGif(file),
  BMP: (bytes) => bytes, // has no place for any
  TIFF: stripTiff,
  AVIF: (_bytes, { file }) => stripAvif(file),
};

/**
 * An image file without what it tells of camera, place, time and people (EXIF, XMP, IPTC, comments, previews). Its pixels and its
 * orientation stay, bit for bit, so that it is read as before.
 *
 * @param bytes of a picture that was read
 * @returns null where the file can't be taken apart with certainty
 */
export function stripMetadata(bytes: Uint8Array): StrippedImage | null {
  const format = sniff(bytes);
  const header = format && readHeader(bytes, format);
  if (!format || !header) return null;
  const stripped = strip(bytes, format, header);
  return stripped && { mediaType: `image/${format.toLowerCase()}`, bytes: stripped };
}

function strip(bytes: Uint8Array, format: Format, header: Header): Uint8Array | null {
  try {
    return STRIPPERS[format](bytes, header);
  } catch (error) {
    // A DataView throws this where a file ends before what it promises.
    if (error instanceof RangeError) return null;
    throw error;
  }
}
