import { crop } from "../../../core/image/crop.ts";
import { NON_DIGIT } from "../../../core/manifest.ts";
import type { Random } from "../../random.ts";
import type { Glyph, GlyphSource } from "./glyph.ts";

/** Two digits that touch or nearly touch, seen as one. */
export function digitPairs(digits: GlyphSource): GlyphSource {
  return {
    name: "pairs",
    draw(random) {
      const [a, b] = [trim(digits.draw(random)), trim(digits.draw(random))];
      const scale = b.height > 0 ? a.height / b.height : 1;
      const second = random.chance(0.7) ? b : resize(b, scale);
      const gap = Math.round(random.between(-0.15, 0.12) * a.height);
      const drop = Math.round(0.08 * random.normal() * a.height);
      const top = Math.max(0, -drop);
      const width = a.width + second.width + Math.max(gap, -Math.min(a.width, second.width) + 1);
      const height = Math.max(top + a.height, top + drop + second.height);
      const coverage = new Float32Array(width * height);
      paste(coverage, width, a, 0, top);
      paste(coverage, width, second, width - second.width, top + drop);
      return { width, height, coverage, label: NON_DIGIT };
    },
  };
}

/** A digit scratched out, or one of which a large part is missing, in ways that leave no other digit. */
export function spoiltDigits(digits: GlyphSource): GlyphSource {
  return {
    name: "spoilt",
    draw(random) {
      return random.chance(0.5) ? scratchOut(trim(digits.draw(random)), random) : half(digits, random);
    },
  };
}

/** What is left of a digit is no digit only for some cuts: the top of an 8 is a 0. */
const CUTS: Readonly<Record<number, readonly ("top" | "bottom" | "left" | "right")[]>> = {
  0: ["top", "bottom"],
  2: ["left", "right", "bottom"],
  3: ["top", "bottom"],
  5: ["left", "right", "bottom"],
  8: ["left"],
};

function half(digits: GlyphSource, random: Random): Glyph {
  let glyph = digits.draw(random);
  while (!(glyph.label in CUTS)) glyph = digits.draw(random);
  const { width, height, coverage } = trim(glyph);
  const kept = random.pick(CUTS[glyph.label]);
  const share = random.between(0.42, 0.55);
  const out = coverage.map((value, i) => {
    const [u, v] = [(i % width) / width, Math.floor(i / width) / height];
    const inside = { top: v < share, bottom: v > 1 - share, left: u < share, right: u > 1 - share }[kept];
    return inside ? value : 0;
  });
  return { width, height, coverage: out, label: NON_DIGIT };
}

function scratchOut({ width, height, coverage }: Glyph, random: Random): Glyph {
  const out = coverage.slice();
  const lines = 3 + random.below(4);
  const pen = height * random.between(0.03, 0.06);
  const slope = random.between(-1.2, 1.2);
  for (let n = 0; n < lines; n++) {
    const offset = ((n + 0.5) / lines + 0.05 * random.normal()) * height;
    const tilt = slope + 0.15 * random.normal();
    for (let i = 0; i < out.length; i++) {
      const [x, y] = [i % width, Math.floor(i / width)];
      const distance = Math.abs(y - offset - tilt * (x - width / 2)) / Math.hypot(1, tilt);
      out[i] = Math.max(out[i], Math.min(1, Math.max(0, pen + 0.5 - distance)));
    }
  }
  return { width, height, coverage: out, label: NON_DIGIT };
}

/** The glyph without the empty rows and columns around it. */
export function trim(glyph: Glyph): Glyph {
  let [left, right, top, bottom] = [glyph.width, -1, glyph.height, -1];
  for (let i = 0; i < glyph.coverage.length; i++) {
    if (glyph.coverage[i] < 0.3) continue;
    const [x, y] = [i % glyph.width, Math.floor(i / glyph.width)];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = y;
  }
  if (right < 0) return glyph;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const coverage = crop(glyph.coverage, glyph.width, { x: left, y: top, width, height });
  return { width, height, coverage, label: glyph.label };
}

function resize(glyph: Glyph, scale: number): Glyph {
  const width = Math.max(1, Math.round(glyph.width * scale));
  const height = Math.max(1, Math.round(glyph.height * scale));
  const coverage = Float32Array.from({ length: width * height }, (_, i) => {
    const x = Math.min(glyph.width - 1, Math.floor(((i % width) + 0.5) / scale));
    const y = Math.min(glyph.height - 1, Math.floor((Math.floor(i / width) + 0.5) / scale));
    return glyph.coverage[y * glyph.width + x];
  });
  return { width, height, coverage, label: glyph.label };
}

function paste(target: Float32Array, targetWidth: number, glyph: Glyph, left: number, top: number): void {
  for (let y = 0; y < glyph.height; y++) {
    for (let x = 0; x < glyph.width; x++) {
      const at = (top + y) * targetWidth + left + x;
      const value = glyph.coverage[y * glyph.width + x];
      if (value > target[at]) target[at] = value;
    }
  }
}
