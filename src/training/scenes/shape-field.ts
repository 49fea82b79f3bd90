import { BINOMIAL, blurPlane } from "../../core/image/blur-plane.ts";
import { warp } from "../../core/image/warp.ts";
import type { Glyph } from "../data/sources/glyph.ts";

/** A shape that can be drawn at any size, with any pen: how far each place is from the stroke. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  /** The ink's own box, which `field` surrounds by `margin` on all sides. */
  readonly inkWidth: number;
  readonly inkHeight: number;
  /** `[height, width]`, pixels to the stroke's edge, negative inside (`area`), or to its middle line (`line`). */
  readonly field: Float32Array;
  readonly kind: "area" | "line";
  /** Half the width of the stroke as it was written, in the shape's pixels. */
  readonly halfWidth: number;
  /**
   * How far the stroke is from the middle of the smallest space that it encloses, as `field` measures it: a pen of this radius fills it.
   * Infinite where it encloses none.
   */
  readonly counterRadius: number;
}

/** Longer side of the ink in a shape, in pixels. */
export const SHAPE_SIZE = 72;
export const SHAPE_MARGIN = 16;

/**
 * The glyph's distance field. With `line` the stroke is first thinned to its middle line, so that a pen of any width
 * can follow it; with `area` the stroke keeps its own shape.
 */
export function shapeField(glyph: Glyph, kind: "area" | "line"): Shape {
  const { mask, width, height, inkWidth, inkHeight } = enlarge(glyph);
  const outside = distanceTo(mask, width, height, 1);
  const inside = distanceTo(mask, width, height, 0);
  let deepest = 0;
  let depths = 0;
  let area = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    area++;
    depths += inside[i];
    if (inside[i] > deepest) deepest = inside[i];
  }
  // Across a stroke of half width h the mean depth is h / 2.
  const halfWidth = Math.min(deepest, area > 0 ? (2 * depths) / area : 1);
  const counters = findCounters(mask, width);
  let distances = outside;
  if (kind === "area") {
    for (let i = 0; i < outside.length; i++) outside[i] -= inside[i];
  } else {
    thin(mask, width, height);
    distances = distanceTo(mask, width, height, 1);
  }
  const field = blurPlane(distances, width, height, BINOMIAL);
  const counterRadius = Math.min(...counters.map((pixels) => Math.max(...pixels.map((i) => field[i]))));
  return { width, height, inkWidth, inkHeight, kind, halfWidth, field, counterRadius };
}

/** Spaces of fewer pixels are gaps within a stroke. */
const MIN_COUNTER = 12;

/** The pixels of each space that ink encloses. The border of the mask is paper. */
function findCounters(mask: Uint8Array, width: number): number[][] {
  const isSeen = Uint8Array.from(mask);
  const fill = (start: number) => {
    const pixels = [start];
    isSeen[start] = 1;
    for (let at = 0; at < pixels.length; at++) {
      for (const next of [pixels[at] - 1, pixels[at] + 1, pixels[at] - width, pixels[at] + width]) {
        if (isSeen[next] !== 0) continue;
        isSeen[next] = 1;
        pixels.push(next);
      }
    }
    return pixels;
  };
  fill(0);
  const counters: number[][] = [];
  for (let i = 0; i < mask.length; i++) if (isSeen[i] === 0) counters.push(fill(i));
  return counters.filter((pixels) => pixels.length >= MIN_COUNTER);
}

interface Enlarged {
  mask: Uint8Array;
  width: number;
  height: number;
  inkWidth: number;
  inkHeight: number;
}

/** Cuts the ink out and scales it to `SHAPE_SIZE`, smoothly, then decides for each pixel: ink or paper. */
function enlarge(glyph: Glyph): Enlarged {
  const { width, height, coverage } = glyph;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (coverage[y * width + x] < 0.4) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
  }
  if (right < 0) [left, right, top, bottom] = [0, width - 1, 0, height - 1];
  const scale = SHAPE_SIZE / Math.max(right - left + 1, bottom - top + 1);
  const inkWidth = Math.max(1, Math.round((right - left + 1) * scale));
  const inkHeight = Math.max(1, Math.round((bottom - top + 1) * scale));
  const outWidth = inkWidth + 2 * SHAPE_MARGIN;
  const outHeight = inkHeight + 2 * SHAPE_MARGIN;
  const place = {
    matrix: [1 / scale, 0, 0, 1 / scale],
    to: [SHAPE_MARGIN - 0.5, SHAPE_MARGIN - 0.5],
    from: [left - 0.5, top - 0.5],
  } as const;
  const grey = warp(coverage, width, height, place, { width: outWidth, height: outHeight });
  const blurred = scale > 2 ? blurPlane(grey, outWidth, outHeight, BINOMIAL) : grey;
  const mask = Uint8Array.from(blurred, (value) => (value > 0.42 ? 1 : 0));
  // Nothing may touch the frame: neighbours are read without a test below.
  for (let x = 0; x < outWidth; x++) mask[x] = mask[(outHeight - 1) * outWidth + x] = 0;
  for (let y = 0; y < outHeight; y++) mask[y * outWidth] = mask[y * outWidth + outWidth - 1] = 0;
  return { mask, width: outWidth, height: outHeight, inkWidth, inkHeight };
}

/** Distance to the nearest pixel of the given value: chamfer 3-4 (Borgefors 1986), in pixels, at most 4 % off. */
function distanceTo(mask: Uint8Array, width: number, height: number, value: 0 | 1): Float32Array {
  const out = new Float32Array(mask.length);
  const [straight, diagonal] = [0.955, 1.3693];
  for (let i = 0; i < mask.length; i++) out[i] = mask[i] === value ? 0 : 1000;
  for (let y = 1; y < height; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const up = i - width;
      const a = Math.min(out[i - 1], out[up]) + straight;
      const b = Math.min(out[up - 1], out[up + 1]) + diagonal;
      const best = a < b ? a : b;
      if (best < out[i]) out[i] = best;
    }
  }
  for (let y = height - 2; y >= 0; y--) {
    for (let x = width - 2; x > 0; x--) {
      const i = y * width + x;
      const down = i + width;
      const a = Math.min(out[i + 1], out[down]) + straight;
      const b = Math.min(out[down - 1], out[down + 1]) + diagonal;
      const best = a < b ? a : b;
      if (best < out[i]) out[i] = best;
    }
  }
  return out;
}

/** Thins ink to lines of one pixel, in place (Zhang and Suen: A fast parallel algorithm for thinning, 1984). */
function thin(mask: Uint8Array, width: number, height: number): void {
  let ink: number[] = [];
  for (let i = 0; i < width * height; i++) if (mask[i] === 1) ink.push(i);
  for (let changed = true; changed; ) {
    changed = false;
    for (const second of [false, true]) {
      const gone = ink.filter((i) => mayGo(mask, width, i, second));
      for (const i of gone) mask[i] = 0;
      if (gone.length > 0) {
        changed = true;
        ink = ink.filter((i) => mask[i] === 1);
      }
    }
  }
}

function mayGo(mask: Uint8Array, width: number, i: number, second: boolean): boolean {
  const n = mask[i - width];
  const ne = mask[i - width + 1];
  const e = mask[i + 1];
  const se = mask[i + width + 1];
  const s = mask[i + width];
  const sw = mask[i + width - 1];
  const w = mask[i - 1];
  const nw = mask[i - width - 1];
  const neighbours = n + ne + e + se + s + sw + w + nw;
  if (neighbours < 2 || neighbours > 6) return false;
  const rises = (ne & ~n) + (e & ~ne) + (se & ~e) + (s & ~se) + (sw & ~s) + (w & ~sw) + (nw & ~w) + (n & ~nw);
  if (rises !== 1) return false;
  return second ? (n & e & w) === 0 && (n & s & w) === 0 : (n & e & s) === 0 && (e & s & w) === 0;
}
