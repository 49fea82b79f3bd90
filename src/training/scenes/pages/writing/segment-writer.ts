import { renderStrokes } from "../../../../core/image/render-strokes.ts";
import type { Glyph } from "../../../data/sources/glyph.ts";
import type { Random } from "../../../random.ts";
import { shapeField } from "../../shape-field.ts";
import { straight } from "../strokes.ts";
import type { ShapeCache } from "./shape-cache.ts";
import type { Writer } from "./writers.ts";

type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/** Where the segments lie, 0…1 of the digit's width and height. */
const SEGMENTS: Readonly<Record<string, Segment>> = {
  a: [0.08, 0, 0.92, 0],
  b: [1, 0.06, 1, 0.44],
  c: [1, 0.56, 1, 0.94],
  d: [0.08, 1, 0.92, 1],
  e: [0, 0.56, 0, 0.94],
  f: [0, 0.06, 0, 0.44],
  g: [0.08, 0.5, 0.92, 0.5],
};
const SEGMENTS_OF = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcfgd"];
/** The gap between segments that `SEGMENTS` has. */
const GAP = 0.06;
/** Size of what is drawn, in pixels: about what a shape's distance field needs. */
const HEIGHT = 64;
const MARGIN = 12;

/** Seven-segment digits, with gaps between the segments or without. */
export function segmentWriter(name: string, random: Random, cache: ShapeCache): Writer {
  const aspect = random.between(0.45, 0.65);
  const gap = random.chance(0.5) ? 0 : random.between(0.02, 0.07);
  const kind = random.chance(0.5) ? "line" : "area";
  return {
    isPrinted: true,
    digit(digit, by) {
      return cache.get(`${name}/${digit}`, () => shapeField(drawSegments(digit, aspect, gap, by.between(5, 10)), kind));
    },
  };
}

function drawSegments(digit: number, aspect: number, gap: number, penPx: number): Glyph {
  const segments = [...SEGMENTS_OF[digit]].map((name) => shorten(SEGMENTS[name], gap));
  // A 1 is only as wide as its pen, and stands in the middle.
  const width = HEIGHT * (digit === 1 ? 0.1 : aspect);
  const toX = (x: number) => MARGIN + (digit === 1 ? 0.5 : x) * width;
  const toY = (y: number) => MARGIN + y * HEIGHT;
  const strokes = segments.map(([x0, y0, x1, y1]) => straight(toX(x0), toY(y0), toX(x1), toY(y1)));
  const size = { width: Math.ceil(width + 2 * MARGIN), height: HEIGHT + 2 * MARGIN };
  return { ...size, coverage: renderStrokes(strokes, penPx, size), label: digit };
}

/** The segment with this gap at both ends. */
function shorten([x0, y0, x1, y1]: Segment, gap: number): Segment {
  const [dx, dy] = [Math.sign(x1 - x0) * (gap - GAP), Math.sign(y1 - y0) * (gap - GAP)];
  return [x0 + dx, y0 + dy, x1 - dx, y1 - dy];
}
