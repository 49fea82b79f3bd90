import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { createRandom } from "../../src/training/random.ts";
import { encodePngParts } from "../../test/helpers/encode-png.ts";
import { mutate } from "../../test/helpers/mutate.ts";
import { drawPictures } from "../pictures.ts";
import { ANY, type Shot } from "./send.ts";

/** A bar of 28×28 pixels, a 1 or a ruling: the smallest work that there is for the classifier. */
export function createBarShot(): Shot {
  const isInk = (x: number, y: number) => x > 12 && x < 16 && y > 4 && y < 24;
  const rows = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => (isInk(x, y) ? 0 : 255)));
  return { body: encodePngParts({ width: 28, height: 28, bitDepth: 8, colorType: 0, rows }), expected: 200 };
}

/** A drawn 7 of 28×28 pixels. */
export async function createDigitShot(): Promise<Shot> {
  const [{ bytes }] = await drawPictures();
  return { body: bytes, expected: 200 };
}

/**
 * What people send: small pictures, photos of several sizes and formats, and one in ten that is none, cut off or damaged.
 *
 * @returns gives the next one, the same ones in the same order for the same seed
 */
export async function createMixedShots(seed: number): Promise<() => Shot> {
  const random = createRandom(seed);
  const drawings = Array.from({ length: 10 }, (_, i) =>
    readFileSync(join(import.meta.dirname, `../../test_images/${i}.png`)),
  );
  const scaled = (size: number) => sharp(drawings[3]).resize(size, size, { kernel: "cubic" });
  const photos = await Promise.all([
    scaled(480).jpeg().toBuffer(),
    scaled(1200).jpeg().toBuffer(),
    scaled(800).webp().toBuffer(),
    scaled(600).gif().toBuffer(),
    scaled(600).tiff({ compression: "lzw" }).toBuffer(),
    scaled(400).avif({ effort: 0 }).toBuffer(),
    scaled(3000).jpeg({ quality: 60 }).toBuffer(),
  ]);
  const bad: Shot[] = [
    { body: Buffer.from("no picture"), expected: 415 },
    { body: Buffer.alloc(0), expected: 400 },
    ...photos.map((photo) => ({ body: photo.subarray(0, photo.length / 3), expected: 400 })),
    { body: encodePngParts({ width: 60_000, height: 60_000, bitDepth: 8, colorType: 0, rows: [[0]] }), expected: 413 },
  ];
  return () => {
    if (random.chance(0.05)) return random.pick(bad);
    if (random.chance(0.05)) {
      return { body: mutate(random.pick(drawings), random, random.pick(drawings)), expected: ANY };
    }
    return { body: random.chance(0.6) ? random.pick(drawings) : random.pick(photos), expected: 200 };
  };
}
