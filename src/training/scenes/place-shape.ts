import { bilinear } from "../../core/image/bilinear.ts";
import type { Box } from "../../core/picture.ts";
import type { Random } from "../random.ts";
import { noiseGrid, readGrid } from "./coarse-grid.ts";
import type { Shape } from "./shape-field.ts";

/** How a shape is written: all lengths are shares of the written height. */
export interface Hand {
  /** Radians, clockwise. */
  readonly rotation: number;
  /** Horizontal shift from foot to head. */
  readonly slant: number;
  /** Width over height relative to the shape's own. */
  readonly aspect: number;
  /** How far places wander from where they belong: elastic distortion (Simard, Steinkraus, Platt 2003). */
  readonly wobble: number;
  /** Radius of the pen for `line`; what is added to the stroke's own half width for `area`. */
  readonly pen: number;
  /** How much the pen's width changes along the stroke, 0…1. */
  readonly pressure: number;
  /** Half the length of a flat nib held at 45°; 0 for a round pen. */
  readonly nib: number;
}

/** Ink in a rectangle of its own. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  /** `[height, width]`, 0…1 */
  readonly coverage: Float32Array;
  /** Where the ink is in this rectangle. */
  readonly box: Box;
}

/** Share of the spaces within a digit that a pen fills at most: nobody can tell an 8 of two blots from a 1. */
const MAX_FILL = 0.7;
/** By how much pressure widens a stroke, where the noise is 1. */
const MAX_PRESSURE = 0.6;
/** What counts as ink for the true box. */
const INK = 0.3;

/**
 * Draws a shape `heightPx` tall. `softPx` is how wide its edges are: 1 for anti-aliasing alone, more for a picture that is
 * out of focus.
 */
export function placeShape(shape: Shape, heightPx: number, softPx: number, hand: Hand, random: Random): Placed {
  const scale = heightPx / shape.inkHeight;
  const [c, s] = [Math.cos(hand.rotation), Math.sin(hand.rotation)];
  const halfW = (shape.inkWidth * scale * hand.aspect) / 2;
  const halfH = heightPx / 2;
  const lean = Math.abs(hand.slant) * halfH;
  const swell = Math.max(0, hand.pen + hand.nib) * heightPx + hand.wobble * 2 * heightPx + softPx + 2;
  const width = Math.ceil(2 * ((halfW + lean) * Math.abs(c) + halfH * Math.abs(s) + swell));
  const height = Math.ceil(2 * ((halfW + lean) * Math.abs(s) + halfH * Math.abs(c) + swell));
  const wanderX = noiseGrid(5, 5, random);
  const wanderY = noiseGrid(5, 5, random);
  const press = noiseGrid(6, 6, random);
  const wobblePx = hand.wobble * shape.inkHeight;
  // A thinner field is measured in the shape's pixels; squeezing the width squeezes distances too, about half as much.
  const toPx = scale * Math.sqrt(hand.aspect);
  const soft = softPx / toPx;
  const widest = MAX_FILL * shape.counterRadius;
  const penRadius = Math.min(hand.pen * shape.inkHeight, widest / (1 + MAX_PRESSURE * hand.pressure));
  const nib = Math.min(hand.nib * shape.inkHeight, widest - Math.max(0, penRadius)) * Math.SQRT1_2;
  const coverage = new Float32Array(width * height);
  const step = 1 / scale;
  for (let y = 0; y < height; y++) {
    const py = y + 0.5 - height / 2;
    for (let x = 0; x < width; x++) {
      const px = x + 0.5 - width / 2;
      const ry = -px * s + py * c;
      const rx = px * c + py * s + hand.slant * ry;
      const u = x / width;
      const v = y / height;
      let sx = (rx * step) / hand.aspect + shape.width / 2;
      let sy = ry * step + shape.height / 2;
      if (sx < 1 || sy < 1 || sx > shape.width - 2 || sy > shape.height - 2) continue;
      if (wobblePx > 0) {
        sx += wobblePx * readGrid(wanderX, u, v);
        sy += wobblePx * readGrid(wanderY, u, v);
      }
      let distance = readField(shape, sx, sy);
      if (nib > 0) {
        const other = Math.min(readField(shape, sx + nib, sy - nib), readField(shape, sx - nib, sy + nib));
        if (other < distance) distance = other;
      }
      if (distance > penRadius * 2 + soft + 3) continue;
      const radius =
        hand.pressure > 0 ? penRadius + pressureOf(hand, shape, penRadius, readGrid(press, u, v)) : penRadius;
      coverage[y * width + x] =
        shape.kind === "line" ? lineInk(distance, radius, soft) : areaInk(distance, radius, soft);
    }
  }
  return { width, height, coverage, box: inkBox(coverage, width, height) };
}

function pressureOf(hand: Hand, shape: Shape, penRadius: number, noise: number): number {
  const base = shape.kind === "line" ? penRadius : shape.halfWidth;
  return base * hand.pressure * Math.min(1, Math.max(-1, noise * MAX_PRESSURE));
}

/** The share of a window of width `soft` at this distance from the middle line that a line of this radius covers. */
function lineInk(distance: number, radius: number, soft: number): number {
  // Thinning and smoothing lift the field's bottom by about this much.
  const from = Math.max(0, distance - 0.4);
  const covered = Math.min(radius, from + soft / 2) - Math.max(-radius, from - soft / 2);
  return covered <= 0 ? 0 : Math.min(1, covered / soft);
}

function areaInk(distance: number, radius: number, soft: number): number {
  const value = 0.5 + (radius - distance) / soft;
  return value <= 0 ? 0 : Math.min(1, value);
}

function readField({ width, height, field }: Shape, x: number, y: number): number {
  const inX = Math.min(Math.max(x - 0.5, 0), width - 1);
  const inY = Math.min(Math.max(y - 0.5, 0), height - 1);
  return bilinear(field, width, height, inX, inY);
}

/** The smallest box around everything that counts as ink; empty (width 0) where nothing does. */
export function inkBox(coverage: Float32Array, width: number, height: number): Box {
  let peak = 0;
  for (const value of coverage) if (value > peak) peak = value;
  const threshold = INK * Math.min(1, peak);
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (coverage[y * width + x] <= threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0
    ? { x: 0, y: 0, width: 0, height: 0 }
    : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}
