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
 * smaller pictures keep their size. Transparent parts become what the ink is not: white behind dark pixels, black behind light ones.
 */
export function shrink(picture: Picture, longestSide: number): Planes {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / longestSide);
  const width = Math.max(1, Math.floor(picture.width / factor));
  const height = Math.max(1, Math.floor(picture.height / factor));
  const red = new Float32Array(width * height);
  const green = new Float32Array(width * height);
  const blue = new Float32Array(width * height);
  const { rgba } = picture;
  const backdrop = chooseBackdrop(picture);
  // A side shorter than the factor (a 1-pixel-high strip) has blocks of what there is.
  const blockHeight = Math.min(factor, picture.height);
  const blockWidth = Math.min(factor, picture.width);
  const scale = 1 / (255 * blockWidth * blockHeight);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let dy = 0; dy < blockHeight; dy++) {
        let at = ((y * factor + dy) * picture.width + x * factor) * 4;
        for (let dx = 0; dx < blockWidth; dx++, at += 4) {
          const alpha = rgba[at + 3];
          if (alpha === 255) {
            r += rgba[at];
            g += rgba[at + 1];
            b += rgba[at + 2];
          } else {
            const behind = (backdrop * (255 - alpha)) / 255;
            r += (rgba[at] * alpha) / 255 + behind;
            g += (rgba[at + 1] * alpha) / 255 + behind;
            b += (rgba[at + 2] * alpha) / 255 + behind;
          }
        }
      }
      const to = y * width + x;
      red[to] = r * scale;
      green[to] = g * scale;
      blue[to] = b * scale;
    }
  }
  return { width, height, red, green, blue };
}

/** What stands behind transparent pixels, 0…255: the opposite of the ink if most of the picture is clear, else its mean. */
function chooseBackdrop({ rgba }: Picture): number {
  let clear = 0;
  let weight = 0;
  let sum = 0;
  for (let at = 3; at < rgba.length; at += 4) {
    const alpha = rgba[at];
    if (alpha !== 255) clear += 255 - alpha;
    weight += alpha;
    if (alpha !== 0) sum += (alpha * (rgba[at - 3] + rgba[at - 2] + rgba[at - 1])) / 3;
  }
  if (clear === 0 || weight === 0) return 255;
  const mean = sum / weight;
  if (clear < weight) return mean;
  return mean < 128 ? 255 : 0;
}
