import { DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS } from "../../core/default-limits.ts";
import { shrinkFactor } from "../../core/image/shrink-factor.ts";
import type { Picture } from "../../core/picture.ts";
import { PredictorError } from "../../errors.ts";
import { decodeWithNapi } from "./decode-with-napi.ts";
import { decodeWithSharp } from "./decode-with-sharp.ts";
import { type Header, readHeader } from "./header.ts";
import type { PixelQueue } from "./pixel-queue.ts";
import { type Format, READ_FORMATS, sniff } from "./sniff.ts";

export interface DecodeLimits {
  /** Most bytes of a file. */
  readonly maxBytes: number;
  /** Most pixels (width × height), checked from the header before anything is decoded. */
  readonly maxPixels: number;
  /** Bounds what waits to be decoded, together with other pictures. */
  readonly queue?: PixelQueue;
}

export const DEFAULT_LIMITS: DecodeLimits = { maxBytes: DEFAULT_MAX_BYTES, maxPixels: DEFAULT_MAX_PIXELS };

/** Longest side, what JPEG and GIF can state. AVIF can state far more, and its decoder then takes ten times the pixels' memory. */
const MAX_SIDE = 65_535;

/**
 * Decodes an image file into upright RGBA pixels. Pictures above some 1000 pixels come out smaller, with their `scale`.
 * Only tiny pictures are decoded at once, all others on another thread.
 *
 * @param signal a picture that waits for its turn is given up where the caller has gone away
 * @throws PredictorError `file_empty`, `file_too_large`, `picture_too_large`, `image_unsupported`, `image_broken`, `overloaded`,
 *   `cancelled`
 */
export async function decode(
  bytes: Uint8Array,
  limits: DecodeLimits = DEFAULT_LIMITS,
  signal?: AbortSignal,
): Promise<Picture> {
  const header = check(bytes, limits);
  const shrink = shrinkFactor(header.width, header.height);
  const decoder = suitsNapi(header, shrink) ? decodeWithNapi : decodeWithSharp;
  const leave = limits.queue?.enter(header);
  try {
    const picture = await decoder(bytes, header, shrink, limits.maxPixels, signal);
    return shrink === 1 ? picture : { ...picture, scale: longestSide(header) / longestSide(picture) };
  } catch (error) {
    if (signal?.aborted) throw new PredictorError("cancelled", "The caller has gone away.");
    throw broken(header.format, error);
  } finally {
    leave?.();
  }
}

/** Everything that can be refused before anything is decoded. */
function check(bytes: Uint8Array, limits: DecodeLimits): Header {
  if (bytes.length === 0) throw new PredictorError("file_empty", "The file is empty. Send a picture of a digit.");
  if (bytes.length > limits.maxBytes) {
    const size = `${(bytes.length / 1e6).toFixed(1)} MB`;
    throw new PredictorError("file_too_large", `The file has ${size}; at most ${limits.maxBytes / 1e6} MB are read.`);
  }
  const format = sniff(bytes);
  if (!format) {
    const formats = `${READ_FORMATS.slice(0, -1).join(", ")} and ${READ_FORMATS.at(-1)}`;
    throw new PredictorError("image_unsupported", `This is not an image that can be read. ${formats} are.`);
  }
  const header = readHeader(bytes, format);
  if (!header) throw broken(format);
  if (header.width * header.height > limits.maxPixels || longestSide(header) > MAX_SIDE)
    throw tooLarge(header, limits.maxPixels);
  return header;
}

/** @napi-rs/image is several times faster on small pictures, and the only one that reads BMP; sharp does all the rest. */
function suitsNapi({ format, isElaborate }: Header, shrink: number): boolean {
  if (format === "BMP") return true;
  return shrink === 1 && (format === "JPEG" || (format === "PNG" && !isElaborate));
}

function longestSide({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.max(width, height);
}

function tooLarge({ width, height }: Header, maxPixels: number): PredictorError {
  const allowed = `at most ${maxPixels / 1e6} megapixels are read, and no side over ${MAX_SIDE}`;
  return new PredictorError(
    "picture_too_large",
    `The picture has ${width} × ${height} pixels; ${allowed}. Scale it down.`,
  );
}

function broken(format: Format, cause?: unknown): PredictorError {
  const message = `This ${format} image is broken or cut off and cannot be read. Export it again, or send another format.`;
  return new PredictorError("image_broken", message, { cause });
}
