import type { Picture } from "../../src/vision/picture.ts";
import { Problem, type Source } from "../reading.ts";

/** The server's standard limits, so that a picture is taken here exactly where it would be taken there. */
const MAX_BYTES = 10_000_000;
const MAX_PIXELS = 25_000_000;

/**
 * Decodes a picture with the browser's own decoder: upright, without colour management, as the server does it.
 *
 * @throws Problem `file_empty`, `file_too_large`, `image_broken`, `picture_too_large`
 */
export async function decodePicture(source: Source): Promise<Picture> {
  if (!(source instanceof Blob)) return source;
  const bitmap = await openBitmap(source);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** The picture as the screen shows it, at most `side` pixels wide and high, with its true size. */
export async function openPreview(
  source: Blob,
  side: number,
): Promise<{ bitmap: ImageBitmap; width: number; height: number }> {
  const bitmap = await openBitmap(source);
  const { width, height } = bitmap;
  const scale = Math.min(1, side / Math.max(width, height));
  if (scale === 1) return { bitmap, width, height };
  const small = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: "medium",
  });
  bitmap.close();
  return { bitmap: small, width, height };
}

async function openBitmap(source: Blob): Promise<ImageBitmap> {
  if (source.size === 0) throw new Problem("file_empty", "");
  if (source.size > MAX_BYTES) throw new Problem("file_too_large", "");
  const bitmap = await createImageBitmap(source, {
    imageOrientation: "from-image",
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  }).catch(() => {
    throw new Problem("image_broken", "");
  });
  if (bitmap.width * bitmap.height <= MAX_PIXELS) return bitmap;
  bitmap.close();
  throw new Problem("picture_too_large", "");
}
