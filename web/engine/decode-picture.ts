import { DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS } from "../../src/core/default-limits.ts";
import { shrinkFactor } from "../../src/core/image/shrink-factor.ts";
import type { Picture } from "../../src/core/picture.ts";
import { Problem, type Source } from "../reading.ts";

/**
 * Decodes a picture with the browser's own decoder: upright, without colour management, large ones shrunk (see `original`), as the
 * server does it; phones have no canvas for 24 megapixels anyway.
 *
 * @throws Problem `file_empty`, `file_too_large`, `image_broken`, `tiff_unsupported`, `picture_too_large`
 */
export async function decodePicture(source: Source): Promise<Picture> {
  if (!(source instanceof Blob)) return source;
  const full = await openBitmap(source);
  const original = { width: full.width, height: full.height };
  const bitmap = await shrinkBitmap(full, shrinkFactor(full.width, full.height), "high");
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, rgba: data, original };
}

/** The picture as the screen shows it, at most `side` pixels wide and high, with its true size. */
export async function openPreview(
  source: Blob,
  side: number,
): Promise<{ bitmap: ImageBitmap; width: number; height: number }> {
  const original = await openBitmap(source);
  const { width, height } = original;
  return { bitmap: await shrinkBitmap(original, Math.max(width, height) / side, "medium"), width, height };
}

async function openBitmap(source: Blob): Promise<ImageBitmap> {
  if (source.size === 0) throw new Problem("file_empty", "");
  if (source.size > DEFAULT_MAX_BYTES) throw new Problem("file_too_large", "");
  const bitmap = await createImageBitmap(source, {
    imageOrientation: "from-image",
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  }).catch(async () => {
    throw new Problem((await isTiff(source)) ? "tiff_unsupported" : "image_broken", "");
  });
  if (bitmap.width * bitmap.height <= DEFAULT_MAX_PIXELS) return bitmap;
  bitmap.close();
  throw new Problem("picture_too_large", "");
}

/** The one format that the server reads and hardly any browser does. What fails in another one is broken for both. */
async function isTiff(source: Blob): Promise<boolean> {
  const start = String.fromCharCode(...new Uint8Array(await source.slice(0, 4).arrayBuffer()));
  return start === "II*\0" || start === "MM\0*";
}

/** @param factor pixels of the bitmap per pixel of the answer; up to 1 leaves it as it is, above it is closed */
async function shrinkBitmap(bitmap: ImageBitmap, factor: number, quality: ResizeQuality): Promise<ImageBitmap> {
  if (factor <= 1) return bitmap;
  const small = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(bitmap.width / factor)),
    resizeHeight: Math.max(1, Math.round(bitmap.height / factor)),
    resizeQuality: quality,
  });
  bitmap.close();
  return small;
}
