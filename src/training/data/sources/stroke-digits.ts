import { drawStrokes } from "./draw-strokes.ts";
import type { GlyphSource } from "./glyph.ts";
import { DIGIT_STYLES, type Style } from "./stroke-styles.ts";

/** Digits drawn by rule in many styles: the crossed 7, the flagged and footed 1, the slashed 0, open and closed 4 and so on. */
export const strokeDigits: GlyphSource = {
  name: "strokes",
  draw(random) {
    const label = random.below(10);
    const styles = DIGIT_STYLES.filter((style) => style.label === label);
    return drawStrokes(pickWeighted(styles, random.next()), random.between(0.008, 0.035), random);
  },
};

function pickWeighted(styles: readonly Style[], share: number): Style {
  let rest = share * styles.reduce((sum, style) => sum + style.weight, 0);
  for (const style of styles) {
    rest -= style.weight;
    if (rest < 0) return style;
  }
  return styles[styles.length - 1];
}
