import type { Random } from "../../random.ts";

/** One written shape without its paper. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, 0 (paper) … 1 (ink). */
  readonly coverage: Float32Array;
  /** 0…9, or `NONE`. */
  readonly label: number;
}

/** Where glyphs come from: a data set or a drawing rule. */
export interface GlyphSource {
  readonly name: string;
  /** One glyph by chance; the same state of `random` gives the same glyph. */
  draw(random: Random): Glyph;
}

/** A source that draws from a list, each with the same chance. */
export function glyphList(name: string, glyphs: readonly Glyph[]): GlyphSource {
  return { name, draw: (random) => random.pick(glyphs) };
}
