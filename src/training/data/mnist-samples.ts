import { findInkBox } from "../../core/frame/find-ink-box.ts";
import type { Picture } from "../../core/picture.ts";
import { createRandom } from "../random.ts";
import { spoilBadly } from "../scenes/spoil-badly.ts";
import { jitterBox } from "./jitter-box.ts";
import { makeBold } from "./make-bold.ts";
import { frameSample, type Sample } from "./sample.ts";
import type { Glyph } from "./sources/glyph.ts";

/** How often a digit is shown dark on light, a second time with a box that is a little off, with a bold pen, and badly spoilt. */
const INVERTED = 0.2;
const JITTERED = 0.35;
const BOLD = 0.2;
const SPOILT = 0.4;
/** Of the spoilt ones, those that are framed by the digit's own box and not by all ink. */
const OWN_BOX = 0.6;

/** A digit of MNIST as it is, and, of some, changed: one to four samples. The same seed and index change it the same way. */
export function mnistSamples({ coverage, width, height, label }: Glyph, seed: number, index: number): Sample[] {
  const random = createRandom(seed, index);
  const isInverted = random.chance(INVERTED);
  const picture = toPicture(coverage, width, height, isInverted);
  const box = findInkBox(picture)?.box;
  if (!box) return [];
  const samples = [frameSample(picture, box, label, "mnist/as-it-is")];
  if (random.chance(JITTERED)) samples.push(frameSample(picture, jitterBox(box, random), label, "mnist/jittered"));
  if (random.chance(BOLD)) {
    const bold = toPicture(makeBold(coverage, width, random), width, height, isInverted);
    samples.push(frameSample(bold, findInkBox(bold)?.box ?? box, label, "mnist/bold"));
  }
  if (random.chance(SPOILT)) {
    const grey = coverage.slice();
    spoilBadly(grey, width, random);
    const spoilt = toPicture(grey, width, height, isInverted);
    const all = findInkBox(spoilt)?.box ?? box;
    samples.push(frameSample(spoilt, random.chance(OWN_BOX) ? box : all, label, "mnist/spoilt"));
  }
  return samples;
}

function toPicture(coverage: Float32Array, width: number, height: number, isInverted: boolean): Picture {
  const rgba = Uint8ClampedArray.from({ length: 4 * coverage.length }, (_, i) =>
    i % 4 === 3 ? 255 : 255 * (isInverted ? 1 - coverage[i >> 2] : coverage[i >> 2]),
  );
  return { width, height, rgba };
}
