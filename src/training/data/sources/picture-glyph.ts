import { readFileSync } from "node:fs";
import { Transformer } from "@napi-rs/image";
import { luma } from "../../../core/image/luma.ts";
import type { Picture } from "../../../core/picture.ts";
import type { Glyph } from "./glyph.ts";

/** Reads an image file of a data set. */
export function readPicture(path: string): Picture {
  return decodeImageSync(readFileSync(path));
}

/** Decodes an image file's bytes to RGBA, whatever its own layout of channels is. */
export function decodeImageSync(bytes: Uint8Array): Picture {
  const transformer = new Transformer(bytes);
  const { width, height } = transformer.metadataSync();
  const raw = transformer.rawPixelsSync();
  const channels = raw.length / (width * height);
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const at = i * channels;
    rgba[i * 4] = raw[at];
    rgba[i * 4 + 1] = raw[channels >= 3 ? at + 1 : at];
    rgba[i * 4 + 2] = raw[channels >= 3 ? at + 2 : at];
    rgba[i * 4 + 3] = channels === 4 ? raw[at + 3] : channels === 2 ? raw[at + 1] : 255;
  }
  return { width, height, rgba };
}

/** Lightness of an opaque picture's pixels, `[height, width]`, 0…1. */
export function toGrey({ width, height, rgba }: Picture): Float32Array {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = luma(rgba[i * 4], rgba[i * 4 + 1], rgba[i * 4 + 2]) / 255;
  }
  return grey;
}

/** The ink of a picture that shows one character on even paper: how far each pixel is from the paper towards the ink. */
export function toGlyph(picture: Picture, label: number, ink: "dark" | "light"): Glyph {
  const { width, height } = picture;
  const grey = toGrey(picture);
  if (ink === "light") for (let i = 0; i < grey.length; i++) grey[i] = 1 - grey[i];
  const sorted = grey.slice().sort();
  const paper = sorted[Math.floor(0.6 * sorted.length)];
  const darkest = sorted[Math.floor(0.015 * sorted.length)];
  const range = Math.max(0.02, paper - darkest);
  return { width, height, coverage: grey.map((v) => Math.min(1, Math.max(0, (paper - v) / range))), label };
}
