import { readHeader } from "../decode/read-header.ts";
import { type Format, sniff } from "../decode/sniff.ts";
import { stripJpeg } from "./strip-jpeg.ts";
import { stripPng } from "./strip-png.ts";

export interface StrippedImage {
  /** Such as `image/png`. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Of each format. What can't be taken apart is null. */
const STRIPPERS: Partial<Readonly<Record<Format, (bytes: Uint8Array, orientation: number) => Uint8Array | null>>> = {
  JPEG: stripJpeg,
  PNG: stripPng,
  BMP: (bytes) => bytes, // has no place for any
};

/**
 * An image file without what it tells of camera, place, time and people (EXIF, XMP, IPTC, comments). Its pixels, colour profile and
 * orientation stay, bit for bit, so that it is read as before.
 *
 * @param bytes of a picture that was read
 * @returns null where the file can't be taken apart
 */
export function stripMetadata(bytes: Uint8Array): StrippedImage | null {
  const format = sniff(bytes);
  const header = format && readHeader(bytes, format);
  if (!format || !header) return null;
  const stripped = STRIPPERS[format]?.(bytes, header.orientation) ?? null;
  return stripped && { mediaType: `image/${format.toLowerCase()}`, bytes: stripped };
}
