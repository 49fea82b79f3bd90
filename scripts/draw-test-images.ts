/**
 * Draws `test_images/0.png` … `9.png`, one handwritten digit each, and `042.png`, a number, with a round pen on white paper.
 *
 *     node scripts/draw-test-images.ts [FOLDER]
 */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Transformer } from "@napi-rs/image";
import type { Point } from "../src/core/image/along-segment.ts";
import { renderStrokes, type Stroke } from "../src/core/image/render-strokes.ts";
import { smoothStroke } from "../src/core/image/smooth-stroke.ts";
import type { Picture } from "../src/core/picture.ts";

export const TEST_IMAGES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "042"];
export const TEST_IMAGE_SIZE = 280;
/** From one digit of a number to the next. */
const SPACING_PX = 150;
const PEN_WIDTH_PX = 17;
const INK = { red: 24, green: 26, blue: 38 };
const PAPER = 255;

/** For each digit the strokes, and for each stroke the places that the pen passes: x,y in pixels. */
const DIGITS: readonly (readonly string[])[] = [
  ["152,51 112,66 88,106 84,158 100,208 136,228 174,210 194,162 188,104 172,68 148,50"],
  ["112,92 134,74 152,52 148,104 144,166 140,228"],
  ["90,94 106,64 142,52 176,68 182,102 160,142 122,184 88,220 132,216 196,218"],
  ["94,72 128,52 168,62 176,94 154,122 122,132 160,140 184,172 172,212 132,230 90,214"],
  ["114,56 104,98 88,146 136,146 198,140", "172,62 164,116 158,172 154,230"],
  ["112,58 106,94 100,132 136,118 174,134 186,172 168,212 130,230 90,216", "112,58 148,58 186,52"],
  ["164,50 126,84 98,136 92,186 112,222 146,228 176,206 178,170 152,148 120,158 98,190"],
  ["84,68 126,66 188,58 166,104 144,160 126,230"],
  ["176,72 146,54 110,66 104,100 136,128 172,158 180,200 146,230 106,214 100,176 130,140 166,110 176,74"],
  ["176,82 146,56 110,70 98,106 118,136 154,128 176,84 174,136 164,188 150,232"],
];

/** The strokes of a digit, 0…9, as the pen draws them into a picture `TEST_IMAGE_SIZE` pixels wide and high. */
export function strokesOf(digit: number): Stroke[] {
  return DIGITS[digit].map((places) => smoothStroke(places.split(" ").map(toPoint)));
}

/** Draws a digit, 0…9, `TEST_IMAGE_SIZE` pixels wide and high, or several side by side on a wider picture. */
export function drawDigits(text: string): Picture {
  const size = { width: TEST_IMAGE_SIZE + SPACING_PX * (text.length - 1), height: TEST_IMAGE_SIZE };
  const strokes = Array.from(text, (digit, at) =>
    strokesOf(Number(digit)).map((stroke) => stroke.map((point) => ({ ...point, x: point.x + at * SPACING_PX }))),
  ).flat();
  const coverage = renderStrokes(strokes, PEN_WIDTH_PX, size);
  const rgba = new Uint8Array(coverage.length * 4).fill(255);
  for (let i = 0; i < coverage.length; i++) {
    for (const [channel, ink] of [INK.red, INK.green, INK.blue].entries()) {
      rgba[4 * i + channel] = Math.round(PAPER + coverage[i] * (ink - PAPER));
    }
  }
  return { ...size, rgba };
}

function toPoint(place: string): Point {
  const [x, y] = place.split(",").map(Number);
  return { x, y };
}

if (import.meta.main) {
  const folder = process.argv[2] ?? "test_images";
  for (const text of TEST_IMAGES) {
    const { rgba, width, height } = drawDigits(text);
    writeFileSync(join(folder, `${text}.png`), Transformer.fromRgbaPixels(rgba, width, height).pngSync());
  }
}
