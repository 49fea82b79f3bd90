import { findInkBox } from "../../core/frame/find-ink-box.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import type { Box, Picture } from "../../core/picture.ts";
import { createRandom, type Random } from "../random.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import { isBareLine } from "./is-bare-line.ts";
import { jitterBox } from "./jitter-box.ts";
import { frameSample, type Sample } from "./sample.ts";

/** Smaller pictures, in pixels, may be read by all of their ink. */
const SMALL_PICTURE = 64;
const MIN_CLEAR_BORDER = 0.6;
const MIN_SIDE = 7;
const MAX_ATTEMPTS = 20;

/** Makes the sample with this number from a scene that shows one thing. The same seed and index give the same sample. */
export function makeSample(drawScene: (random: Random) => MixtureScene, seed: number, index: number): Sample {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const random = createRandom(seed, index, attempt);
    const { picture, box, kind, label, name } = drawScene(random);
    const place = kind === "texture" ? anyPlace(picture, random) : boxAsRead(picture, box, random);
    if (Math.max(place.width, place.height) < MIN_SIDE) continue;
    const sample = frameSample(picture, place, label, name);
    if (label !== NON_DIGIT || !isBareLine(sample.input)) return sample;
  }
  throw new Error(`Sample ${index}: ${MAX_ATTEMPTS} scenes show nothing; drawing them must be broken.`);
}

/** As reading boxes it: a small, clean picture by its ink, everything else by the finder. */
function boxAsRead(picture: Picture, box: Box, random: Random): Box {
  if (Math.max(picture.width, picture.height) <= SMALL_PICTURE && random.chance(0.5)) {
    const found = findInkBox(picture);
    if (found && found.clearBorder > MIN_CLEAR_BORDER) return found.box;
  }
  return jitterBox(box, random);
}

function anyPlace({ width, height }: Picture, random: Random): Box {
  const tall = Math.max(8, height * random.between(0.15, 0.95));
  const wide = Math.max(4, Math.min(width, tall * random.between(0.2, 1.1)));
  return {
    x: random.next() * (width - wide),
    y: random.next() * Math.max(0, height - tall),
    width: wide,
    height: tall,
  };
}
