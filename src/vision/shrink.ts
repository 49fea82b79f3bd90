import type { Picture } from "./picture.ts";

/** A picture in three planes, transparency resolved. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** Each `[height, width]`, 0…1. */
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/**
 * Shrinks a picture by a whole factor, the mean of each block of pixels, so that its longer side is at most `longestSide`;
 * smaller pictures keep their size.
 */
export function shrink(picture: Picture, longestSide: number): Planes {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / longestSide);
  // A side shorter than the factor (a strip of 1×10,000) has blocks of what there is.
  const blockWidth = Math.min(factor, picture.width);
  const blockHeight = Math.min(factor, picture.height);
  const width = Math.floor(picture.width / blockWidth);
  const height = Math.floor(picture.height / blockHeight);
  const rgba = flatten(picture);
  const red = new Float32Array(width * height);
  const green = new Float32Array(width * height);
  const blue = new Float32Array(width * height);
  const scale = 1 / (255 * blockWidth * blockHeight);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let dy = 0; dy < blockHeight; dy++) {
        let at = ((y * blockHeight + dy) * picture.width + x * blockWidth) * 4;
        for (let dx = 0; dx < blockWidth; dx++, at += 4) {
          r += rgba[at];
          g += rgba[at + 1];
          b += rgba[at + 2];
        }
      }
      red[to] = r * scale;
      green[to] = g * scale;
      blue[to] = b * scale;
    }
  }
  return { width, height, red, green, blue };
}

/**
 * Puts something behind transparent pixels. Where most of the picture is clear, what isn't is ink, and gets its opposite behind
 * it; else the mean of the picture.
 */
function flatten({ rgba }: Picture): Picture["rgba"] {
  let clear = 0;
  for (let at = 3; at < rgba.length; at += 4) clear += 255 - rgba[at];
  if (clear === 0) return rgba;
  let weight = 0;
  let sum = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    weight += rgba[at + 3];
    sum += (rgba[at + 3] * (rgba[at] + rgba[at + 1] + rgba[at + 2])) / 3;
  }
  const mean = weight === 0 ? 255 : sum / weight;
  const behind = clear < weight ? mean : mean < 128 ? 255 : 0;
  const flat = new Uint8Array(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const alpha = rgba[at + 3] / 255;
    for (let channel = 0; channel < 3; channel++) {
      flat[at + channel] = Math.round(rgba[at + channel] * alpha + behind * (1 - alpha));
    }
  }
  return flat;
}
