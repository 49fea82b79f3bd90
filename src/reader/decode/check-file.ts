import { DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS } from "../../core/default-limits.ts";
import { PredictorError } from "../../errors.ts";
import type { Header } from "./header.ts";
import { nameUnread } from "./name-unread.ts";
import { readHeader } from "./read-header.ts";
import { type Format, READ_FORMATS, sniff } from "./sniff.ts";

export interface DecodeLimits {
  /** Most bytes of a file. */
  readonly maxBytes: number;
  /** Most pixels (width × height), checked from the header before anything is decoded. */
  readonly maxPixels: number;
  /** What is read; all others are refused before anything else of them is looked at. */
  readonly formats: readonly Format[];
}

export const DEFAULT_LIMITS: DecodeLimits = {
  maxBytes: DEFAULT_MAX_BYTES,
  maxPixels: DEFAULT_MAX_PIXELS,
  formats: READ_FORMATS,
};

/** Longest side, what JPEG and GIF can state. AVIF can state far more, and its decoder then takes ten times the pixels' memory. */
const MAX_SIDE = 65_535;

/**
 * Refuses everything that can be refused before anything is decoded.
 *
 * @throws PredictorError `file_empty`, `file_too_large`, `picture_too_large`, `image_unsupported`, `image_broken`
 */
export function checkFile(bytes: Uint8Array, limits: DecodeLimits): Header {
  if (bytes.length === 0) throw new PredictorError("file_empty", "The file is empty. Send a picture of a digit.");
  if (bytes.length > limits.maxBytes) {
    const size = `${(bytes.length / 1e6).toFixed(1)} MB`;
    throw new PredictorError("file_too_large", `The file has ${size}; at most ${limits.maxBytes / 1e6} MB are read.`);
  }
  const format = sniff(bytes);
  if (format === null || !limits.formats.includes(format)) throw unsupported(bytes, format, limits.formats);
  const header = readHeader(bytes, format);
  if (!header) throw broken(format);
  if (header.width * header.height > limits.maxPixels || Math.max(header.width, header.height) > MAX_SIDE)
    throw tooLarge(header, limits.maxPixels);
  if (header.lacksBytes) throw broken(format);
  return header;
}

/** The error for a file whose structure or pixels can't be followed. */
export function broken(format: Format, cause?: unknown): PredictorError {
  const message = `This ${format} image is broken or cut off and cannot be read. Export it again, or send another format.`;
  return new PredictorError("image_broken", message, { cause });
}

function unsupported(bytes: Uint8Array, format: Format | null, formats: readonly Format[]): PredictorError {
  const named = format === null ? nameUnread(bytes) : `This is a ${format} image, which is not read here.`;
  const read =
    formats.length === 1
      ? `${formats[0]} is read.`
      : `${formats.slice(0, -1).join(", ")} and ${formats.at(-1)} are read.`;
  return new PredictorError("image_unsupported", `${named ?? "This is not an image that can be read."} ${read}`);
}

function tooLarge({ width, height }: Header, maxPixels: number): PredictorError {
  const allowed = `at most ${maxPixels / 1e6} megapixels are read, and no side over ${MAX_SIDE}`;
  return new PredictorError(
    "picture_too_large",
    `The picture has ${width} × ${height} pixels; ${allowed}. Scale it down.`,
  );
}
