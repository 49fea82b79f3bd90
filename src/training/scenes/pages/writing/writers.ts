import { drawDots, drawStrokes } from "../../../data/sources/draw-strokes.ts";
import type { Glyph } from "../../../data/sources/glyph.ts";
import { pickStyle } from "../../../data/sources/pick-style.ts";
import type { Random } from "../../../random.ts";
import { type Shape, shapeField } from "../../shape-field.ts";
import type { ShapeCache } from "./shape-cache.ts";

/** Somebody, or something, that writes the ten digits in one style. */
export interface Writer {
  /** `line` takes any pen; `area` keeps the stroke as it is. */
  digit(digit: number, random: Random): Shape;
  /** Of a typeface: level, upright, even. */
  readonly isPrinted: boolean;
}

/** So many of a writer's digits of a kind are drawn, however many are known: the rest is for another time. */
const KEPT = 6;

/** A writer of a data set, by the digits that are known of one hand. */
export function glyphWriter(
  name: string,
  glyphs: readonly (readonly (() => Glyph)[])[],
  cache: ShapeCache,
  kind: "line" | "area",
  isPrinted = false,
  start = 0,
): Writer {
  return {
    isPrinted,
    digit(digit, random) {
      const index = random.below(Math.min(KEPT, glyphs[digit].length));
      return cache.get(`${name}/${kind}/${digit}/${index}`, () =>
        shapeField(glyphs[digit][(start + index) % glyphs[digit].length](), kind),
      );
    },
  };
}

/** Digits as rows of dots, along the ways that people write them: dot-matrix print, perforation, join-the-dots. */
export function dottedWriter(name: string, random: Random, cache: ShapeCache): Writer {
  const styles = Array.from({ length: 10 }, (_, digit) => pickStyle(digit, random));
  const dot = random.between(3.5, 9);
  const apart = dot * random.between(1.05, 2.6);
  return {
    isPrinted: random.chance(0.5),
    digit(digit, by) {
      const index = by.below(3);
      return cache.get(`${name}/${digit}/${index}`, () => shapeField(drawDots(styles[digit], dot, apart, by), "area"));
    },
  };
}

/** Somebody who writes each digit by one of the known ways, never twice quite alike; or a program that draws exact lines. */
export function strokeWriter(name: string, random: Random, cache: ShapeCache): Writer {
  const styles = Array.from({ length: 10 }, (_, digit) => pickStyle(digit, random));
  const kind = random.chance(0.7) ? "line" : "area";
  // As a drawing program draws them.
  const isExact = random.chance(0.15);
  return {
    isPrinted: isExact,
    digit(digit, by) {
      const index = by.below(4);
      return cache.get(`${name}/${digit}/${index}`, () =>
        shapeField(drawStrokes(styles[digit], isExact ? 0 : by.between(0.008, 0.035), by), kind),
      );
    },
  };
}
