import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NON_DIGIT } from "../../../core/manifest.ts";
import type { Glyph } from "./glyph.ts";
import type { Part } from "./mnist-glyphs.ts";

/** A typeface of which characters can be drawn. */
export interface Typeface {
  readonly name: string;
  /** Whether it looks like handwriting. */
  readonly isHandwriting: boolean;
  /** @returns undefined where the typeface lacks the character */
  glyph(character: string): Glyph | undefined;
}

/** A typeface in the bank: where its characters' pixels lie. */
export interface BakedFace {
  readonly name: string;
  readonly isHandwriting: boolean;
  readonly glyphs: Record<string, { readonly width: number; readonly height: number; readonly offset: number }>;
}

/** Height of the em in the bank, in pixels: digits come out some 64 pixels tall. */
export const EM = 92;

/** One typeface in so many is held out. */
const HELD_OUT = 8;

/** Typefaces of `DATA/typefaces.bank`, which `scripts/bake-typefaces.ts` makes; none where it is absent. */
export function loadTypefaces(dataDir: string, part: Part): Typeface[] {
  const file = join(dataDir, "typefaces.bank");
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const start = bytes.indexOf("\n") + 1;
  const faces = JSON.parse(bytes.toString("utf8", 0, start)) as BakedFace[];
  return faces
    .filter((_, index) => (index % HELD_OUT === 0) === (part === "validation"))
    .map(({ name, isHandwriting, glyphs }) => ({
      name,
      isHandwriting,
      glyph(character) {
        const place = glyphs[character];
        if (!place) return undefined;
        const { width, height, offset } = place;
        const pixels = bytes.subarray(start + offset, start + offset + width * height);
        const label = /^\d$/.test(character) ? Number(character) : NON_DIGIT;
        return { width, height, coverage: Float32Array.from(pixels, (value) => value / 255), label };
      },
    }));
}
