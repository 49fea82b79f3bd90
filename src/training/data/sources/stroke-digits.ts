import { drawStrokes } from "./draw-strokes.ts";
import type { GlyphSource } from "./glyph.ts";
import { pickStyle } from "./pick-style.ts";

/** Digits drawn by rule in many styles: the crossed 7, the flagged and footed 1, the slashed 0, open and closed 4 and so on. */
export const strokeDigits: GlyphSource = {
  name: "strokes",
  draw(random) {
    return drawStrokes(pickStyle(random.below(10), random), random.between(0.008, 0.035), random);
  },
};
