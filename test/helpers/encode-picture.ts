import { Transformer } from "@napi-rs/image";
import sharp, { type FormatEnum } from "sharp";
import type { Picture } from "../../src/core/picture.ts";
import type { Format } from "../../src/reader/decode/sniff.ts";

export interface EncodeOptions {
  /** EXIF orientation 1…8 that the file shall state. */
  readonly orientation?: number;
  /** Options of sharp's encoder for the format. */
  readonly output?: object;
}

/** Writes a picture as a file of any format that is read. */
export async function encodePicture(
  picture: Picture,
  format: Format,
  { orientation, output = {} }: EncodeOptions = {},
): Promise<Uint8Array> {
  const { width, height, rgba } = picture;
  if (format === "BMP") return Transformer.fromRgbaPixels(rgba, width, height).bmpSync();
  const image = sharp(rgba, { raw: { width, height, channels: 4 } });
  if (orientation) image.withMetadata({ orientation });
  // sharp's own choice for TIFF is JPEG, which loses what is transparent.
  const defaults = format === "TIFF" ? { compression: "lzw" } : {};
  return image.toFormat(format.toLowerCase() as keyof FormatEnum, { ...defaults, ...output }).toBuffer();
}
