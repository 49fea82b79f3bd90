/**
 * Draws the made-up paper scenes of `test/fixtures/paper-scenes`: digits written by rule and what is none, on paper, boards and
 * scans, in all kinds of light. No outside data is in them. The first seeds are taken as they come.
 *
 *     node scripts/draw-paper-scenes.ts
 */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Transformer } from "@napi-rs/image";
import { NON_DIGIT } from "../src/core/manifest.ts";
import { madeUpShapes } from "../src/training/data/sources/made-up-shapes.ts";
import { strokeDigits } from "../src/training/data/sources/stroke-digits.ts";
import { createRandom, type Random } from "../src/training/random.ts";
import { drawScene } from "../src/training/scenes/draw-scene.ts";
import type { Scene, WrittenKind } from "../src/training/scenes/scene.ts";
import { drawTextureScene } from "../src/training/scenes/texture-scene.ts";

const OUT = join(import.meta.dirname, "../test/fixtures/paper-scenes");
const PER_CLASS = 6;
const KINDS: readonly WrittenKind[] = ["photo", "photo", "photo", "scan", "board", "crop"];
const QUALITY = 82;

rmSync(OUT, { recursive: true, force: true });
for (let label = 0; label <= NON_DIGIT; label++) {
  const folder = join(OUT, label === NON_DIGIT ? "none" : String(label));
  mkdirSync(folder, { recursive: true });
  for (let n = 0; n < PER_CLASS; n++) {
    const { picture } = draw(label, n, createRandom(2026, label, n));
    const { width, height, rgba } = picture;
    const pixels = new Uint8Array(rgba.buffer, rgba.byteOffset, rgba.byteLength);
    writeFileSync(join(folder, `${n}.jpg`), Transformer.fromRgbaPixels(pixels, width, height).jpegSync(QUALITY));
  }
}

function draw(label: number, n: number, random: Random): Scene {
  if (label === NON_DIGIT && n % 2 === 1) return drawTextureScene(random);
  const source = label === NON_DIGIT ? madeUpShapes : strokeDigits;
  let glyph = source.draw(random);
  while (glyph.label !== label) glyph = source.draw(random);
  return drawScene(glyph, KINDS[n % KINDS.length], random);
}
