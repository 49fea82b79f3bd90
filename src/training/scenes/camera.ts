import { Transformer } from "@napi-rs/image";
import type { Picture } from "../../core/picture.ts";
import { decodeImageSync as decode } from "../data/sources/picture-glyph.ts";
import type { Random } from "../random.ts";
import { type Canvas, canvasToPicture } from "./canvas.ts";

/** Takes the photograph: contrast curve, sensor noise, rounding, and the JPEG file's loss. */
export function photograph(canvas: Canvas, random: Random): Picture {
  const gamma = Math.exp(0.15 * random.normal());
  const lift = random.chance(0.2) ? random.between(0, 0.15) : 0;
  if (random.chance(0.5)) for (const plane of canvas.planes) curve(plane, gamma, lift);
  if (random.chance(0.75)) addNoise(canvas, Math.abs(0.012 * random.normal()) + 0.003, random);
  const picture = canvasToPicture(canvas);
  return random.chance(0.4) ? compress(picture, random.below(65) + 32) : picture;
}

function curve(plane: Float32Array, gamma: number, lift: number): void {
  for (let i = 0; i < plane.length; i++) plane[i] = lift + (1 - lift) * Math.max(0, plane[i]) ** gamma;
}

/** Grey noise and a third as much of it in each colour, near to normal: the sum of three even ones. */
export function addNoise({ planes, width, height }: Canvas, strength: number, random: Random): void {
  const noise = new Float32Array(width * height);
  for (let i = 0; i < noise.length; i++)
    noise[i] = 2 * strength * (random.next() + random.next() + random.next() - 1.5);
  // The three planes read the same noise from different places, with their own share of it.
  const shift = width * 3 + 7;
  for (let c = 0; c < 3; c++) {
    const plane = planes[c];
    for (let i = 0; i < plane.length; i++) plane[i] += noise[i] + 0.35 * noise[(i + shift * (c + 1)) % noise.length];
  }
}

/** What a JPEG file of this quality (1…100) leaves of the picture. */
export function compress(picture: Picture, quality: number): Picture {
  const { width, height, rgba } = picture;
  const bytes = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  return decode(Transformer.fromRgbaPixels(bytes, width, height).jpegSync(quality));
}
