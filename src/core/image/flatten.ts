import type { Picture } from "../picture.ts";
import { choosePaper, type Layer } from "./choose-paper.ts";
import { toPixels } from "./to-pixels.ts";

/** Paper is chosen on a picture made this small. */
const LAYER_SIDE = 256;
/** Pixels that are checked together. */
const PIXELS_AT_ONCE = 4096;

/**
 * Puts paper behind transparent pixels, so that what is drawn stays visible: see `choosePaper`. It writes into the picture's own
 * memory: a copy of a large picture would take as much again.
 *
 * @returns a picture with the same memory; the picture itself where it is opaque already
 */
export function flatten(picture: Picture): Picture {
  const { rgba } = picture;
  if (picture.isOpaque || isOpaque(rgba)) return picture;
  const paper = choosePaper(toLayer(picture)).map((value) => 255 * value);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] / 255;
    for (let c = 0; c < 3; c++) rgba[i + c] = Math.round(rgba[i + c] * alpha + paper[c] * (1 - alpha));
    rgba[i + 3] = 255;
  }
  return { ...picture, isOpaque: true };
}

function isOpaque(rgba: Picture["rgba"]): boolean {
  const pixels = toPixels(rgba);
  for (let from = 0; from < pixels.length; from += PIXELS_AT_ONCE) {
    const end = Math.min(pixels.length, from + PIXELS_AT_ONCE);
    let all = 0xff_00_00_00;
    for (let i = from; i < end; i++) all &= pixels[i];
    if (all >>> 24 !== 255) return false;
  }
  return true;
}

/** Means of blocks, colours multiplied by alpha. */
function toLayer({ width, height, rgba }: Picture): Layer {
  const block = Math.ceil(Math.max(width, height) / LAYER_SIDE);
  const [wide, tall] = [Math.ceil(width / block), Math.ceil(height / block)];
  const [red, green, blue, alpha] = Array.from({ length: 4 }, () => new Float32Array(wide * tall));
  const counts = new Float32Array(wide * tall);
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.floor(y / block) * wide;
    for (let x = 0; x < width; x++, from += 4) {
      const to = row + Math.floor(x / block);
      const share = rgba[from + 3] / 255;
      red[to] += (share * rgba[from]) / 255;
      green[to] += (share * rgba[from + 1]) / 255;
      blue[to] += (share * rgba[from + 2]) / 255;
      alpha[to] += share;
      counts[to]++;
    }
  }
  for (const plane of [red, green, blue, alpha]) for (const [i, count] of counts.entries()) plane[i] /= count;
  return { width: wide, height: tall, red, green, blue, alpha };
}
