import { shrinkFactor } from "../../core/image/shrink-factor.ts";
import type { Picture } from "../../core/picture.ts";
import { broken, checkFile, DEFAULT_LIMITS, type DecodeLimits } from "./check-file.ts";
import { decodeWithNapi } from "./decode-with-napi.ts";
import { decodeWithSharp } from "./decode-with-sharp.ts";
import { glanceFactor } from "./glance-factor.ts";
import type { Header } from "./header.ts";

/**
 * Decodes an image file into upright RGBA pixels, in this process. Pictures above some 1000 pixels come out smaller, with their
 * `original` size. Nothing ends a decoder that takes long: what strangers send is for `openDecoder`.
 *
 * @throws PredictorError `file_empty`, `file_too_large`, `picture_too_large`, `image_unsupported`, `image_broken`
 */
export async function decode(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_LIMITS): Promise<Picture> {
  return decodeHere(checkFile(bytes, limits));
}

/** @throws PredictorError as `decode` */
export async function glance(bytes: Uint8Array, limits: DecodeLimits = DEFAULT_LIMITS): Promise<Picture | undefined> {
  return glanceHere(checkFile(bytes, limits));
}

/** Decodes a file that was checked. Only tiny pictures are decoded at once, all others on another thread. */
export async function decodeHere(header: Header): Promise<Picture> {
  return decodeAt(header, shrinkFactor(header.width, header.height));
}

/**
 * Decodes a photo as small as a large digit can still be read, in this process: see `ReadingModel.glance`.
 *
 * @returns undefined where that would not be worth it
 */
export async function glanceHere(header: Header): Promise<Picture | undefined> {
  const factor = glanceFactor(header);
  if (factor === undefined) return undefined;
  return { ...(await decodeAt(header, factor)), coarseness: factor / shrinkFactor(header.width, header.height) };
}

async function decodeAt(header: Header, shrink: number): Promise<Picture> {
  const { width, height, format, orientation, truncated } = header;
  const decoder = suitsNapi(header, shrinkFactor(width, height)) ? decodeWithNapi : decodeWithSharp;
  let picture: Picture;
  try {
    picture = await decoder(header, shrink);
  } catch (error) {
    throw broken(format, error);
  }
  const original = orientation >= 5 ? { width: height, height: width } : { width, height };
  return {
    ...picture,
    ...(format === "JPEG" && { isOpaque: true }),
    ...(shrink > 1 && { original }),
    ...(truncated && { truncated }),
  };
}

/** @napi-rs/image is several times faster on small pictures, and the only one that reads BMP; sharp does all the rest. */
export function suitsNapi({ format, isElaborate, truncated }: Header, shrink: number): boolean {
  if (format === "BMP") return true;
  if (format === "JPEG") return shrink === 1 && !isElaborate && !truncated; // it makes up what is missing without a word
  return format === "PNG" && shrink === 1 && !isElaborate;
}
