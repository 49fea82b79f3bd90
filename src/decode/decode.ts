import type { Picture } from "../vision/picture.ts";

export interface DecodeLimits {
  /** Most bytes of a file. */
  readonly maxBytes: number;
  /** Most pixels (width × height), checked from the header before anything is decoded. */
  readonly maxPixels: number;
}

/** 10 MB and 25 megapixels. */
export const DEFAULT_LIMITS: DecodeLimits = { maxBytes: 10_000_000, maxPixels: 25_000_000 };

/**
 * Decodes an image file into upright RGBA pixels.
 *
 * @throws PredictorError `file_empty`, `file_too_large`, `picture_too_large`, `image_unsupported`, `image_broken`
 */
export async function decode(_bytes: Uint8Array, _limits: DecodeLimits = DEFAULT_LIMITS): Promise<Picture> {
  throw new Error("stand-in, to be written");
}
