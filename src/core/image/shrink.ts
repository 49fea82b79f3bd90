import type { Picture } from "../picture.ts";
import { allocate } from "../scratch.ts";
import { flatten } from "./flatten.ts";

/** A picture in three planes, transparency resolved. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture per pixel here. They differ where the picture is narrower than the longer side's block. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Each `[height, width]`, 0…1; of a grey picture all three are the same array. */
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
}

/** Pixels of a block that are read along one axis at most: enough for a mean, and their sum fits in 16 bits. */
const MAX_READ = 16;

/**
 * Shrinks a picture by a whole factor, the mean of each block of pixels, so that its longer side is at most `longestSide`;
 * smaller pictures keep their size.
 */
export function shrink(picture: Picture, longestSide: number): Planes {
  const factor = Math.ceil(Math.max(picture.width, picture.height) / longestSide);
  const pixels = toWords(picture.rgba);
  const blocks = toBlocks(picture, factor);
  return meanOfBlocks(picture, pixels, blocks) ?? meanOfLayer(picture, pixels, blocks);
}

/** How a picture falls into blocks, and which of their pixels are read. */
interface Blocks {
  /** Blocks across and down. */
  readonly width: number;
  readonly height: number;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** From one pixel that is read to the next. */
  readonly stepX: number;
  readonly stepY: number;
  /** Pixels of a block that are read. */
  readonly count: number;
}

function toBlocks({ width, height }: Picture, factor: number): Blocks {
  // A side shorter than the factor (a strip of 1×10,000) has blocks of what there is.
  const [blockWidth, blockHeight] = [Math.min(factor, width), Math.min(factor, height)];
  const [stepX, stepY] = [Math.ceil(blockWidth / MAX_READ), Math.ceil(blockHeight / MAX_READ)];
  const count = Math.ceil(blockWidth / stepX) * Math.ceil(blockHeight / stepY);
  return {
    ...{ width: Math.floor(width / blockWidth), height: Math.floor(height / blockHeight) },
    ...{ blockWidth, blockHeight, stepX, stepY, count },
  };
}

/** Each pixel as one number, 0xAABBGGRR: every machine that runs this puts the lowest byte first. */
function toWords(rgba: Picture["rgba"]): Uint32Array {
  const aligned = rgba.byteOffset % 4 === 0 ? rgba : Uint8Array.from(rgba);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, rgba.length >> 2);
}

/** @returns null where a pixel that was read isn't opaque */
function meanOfBlocks(picture: Picture, pixels: Uint32Array, blocks: Blocks): Planes | null {
  const { width, height, blockWidth, blockHeight, stepX, stepY } = blocks;
  const red = allocate(Float32Array, width * height);
  const green = allocate(Float32Array, width * height);
  const blue = allocate(Float32Array, width * height);
  const scale = 1 / (255 * blocks.count);
  let opaque = -1;
  let coloured = 0;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      // Red and blue are summed in the two halves of one number.
      let redBlue = 0;
      let greens = 0;
      for (let dy = 0; dy < blockHeight; dy += stepY) {
        const start = (y * blockHeight + dy) * picture.width + x * blockWidth;
        for (let at = start; at < start + blockWidth; at += stepX) {
          const pixel = pixels[at] | 0;
          opaque &= pixel;
          coloured |= pixel ^ (pixel >> 8);
          redBlue += pixel & 0xff00ff;
          greens += (pixel >>> 8) & 0xff;
        }
      }
      red[to] = (redBlue & 0xffff) * scale;
      green[to] = greens * scale;
      blue[to] = (redBlue >>> 16) * scale;
    }
  }
  if (opaque >>> 24 !== 255) return null;
  const isGrey = (coloured & 0xffff) === 0;
  return { width, height, blockWidth, blockHeight, red, green: isGrey ? red : green, blue: isGrey ? red : blue };
}

/** The same for a picture that isn't opaque, with something behind it. */
function meanOfLayer(picture: Picture, pixels: Uint32Array, blocks: Blocks): Planes {
  const { width, height, blockWidth, blockHeight, stepX, stepY } = blocks;
  const layer = {
    ...{ width, height, red: allocate(Float32Array, width * height), green: allocate(Float32Array, width * height) },
    ...{ blue: allocate(Float32Array, width * height), alpha: allocate(Float32Array, width * height) },
  };
  const scale = 1 / (255 * blocks.count);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      let [red, green, blue, alphas] = [0, 0, 0, 0];
      for (let dy = 0; dy < blockHeight; dy += stepY) {
        const start = (y * blockHeight + dy) * picture.width + x * blockWidth;
        for (let at = start; at < start + blockWidth; at += stepX) {
          const pixel = pixels[at];
          const alpha = pixel >>> 24;
          alphas += alpha;
          red += alpha * (pixel & 0xff);
          green += alpha * ((pixel >>> 8) & 0xff);
          blue += alpha * ((pixel >>> 16) & 0xff);
        }
      }
      layer.red[to] = (red * scale) / 255;
      layer.green[to] = (green * scale) / 255;
      layer.blue[to] = (blue * scale) / 255;
      layer.alpha[to] = alphas * scale;
    }
  }
  flatten(layer);
  return { ...layer, blockWidth, blockHeight };
}
