import { PredictorError } from "../errors.ts";
import { eraseRules, isRuled } from "./erase-rules.ts";
import { findPolarity } from "./find-polarity.ts";
import { frameDigit } from "./frame-digit.ts";
import { type Group, groupStrokes } from "./group-strokes.ts";
import { type InkMap, toInkMap } from "./ink-map.ts";
import { type Blobs, labelBlobs } from "./label-blobs.ts";
import type { Box, Candidate, Ink, Picture, Prepared, Warning } from "./picture.ts";
import { shrink } from "./shrink.ts";
import { toPaperTone } from "./to-paper-tone.ts";

/** Longest side that is searched, in pixels. */
const SEARCHED = 256;
/** A digit with a longer side below this is looked at again from nearer by, if the picture has more to show. */
const NEAR_ENOUGH = 36;
const MOST_CANDIDATES = 3;
/** Smaller pictures, in pixels, show a digit that fills them rather than ruled paper. */
const RULED_FROM = 64;

interface Find {
  readonly map: InkMap;
  readonly labels: Int32Array;
  readonly group: Group;
  readonly threshold: number;
  readonly ink: Ink;
  readonly box: Box;
  readonly score: number;
}

/**
 * Finds what may be the digit in a picture and frames it for the network: paper, light and ruled lines fall away, the strokes
 * get a width that the network knows, the digit its place in 28×28.
 *
 * @returns up to three candidates (polarity, threshold or place may be in doubt), best guess first
 * @throws PredictorError `no_ink` if there is nothing on the picture
 */
export function prepare(picture: Picture): Prepared {
  const finds = look(picture);
  const best = finds[0];
  const zoom = picture.width / best.map.width;
  if (zoom > 1.5 && Math.max(best.box.width, best.box.height) / zoom < NEAR_ENOUGH) {
    const nearer = lookNearer(picture, best.box);
    if (nearer !== null) finds.splice(0, finds.length, ...nearer, ...finds.slice(1));
  }
  return { candidates: finds.slice(0, MOST_CANDIDATES).map((find) => toCandidate(find, finds)) };
}

function look(picture: Picture): Find[] {
  const planes = shrink(picture, SEARCHED);
  const inks = findPolarity(planes);
  const zoom = picture.width / planes.width;
  const finds: Find[] = [];
  for (const ink of inks) {
    const map = toInkMap(toPaperTone(planes, ink));
    for (const threshold of thresholdsFor(map)) {
      for (const { labels, blobs } of labelWithAndWithoutRules(map, threshold)) {
        for (const group of groupStrokes(blobs, map.width, map.height, 2)) {
          const box = toPictureBox(group, zoom);
          finds.push({ map, labels, group, threshold, ink, box, score: group.score * (ink === inks[0] ? 1 : 0.5) });
        }
      }
    }
  }
  if (finds.length === 0)
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  return distinct(finds.sort((a, b) => b.score - a.score));
}

/** The blobs as they are; on ruled paper, also those that stay when the rules are erased. */
function labelWithAndWithoutRules(map: InkMap, threshold: number): Blobs[] {
  const plain = labelBlobs(map, threshold);
  if (Math.min(map.width, map.height) < RULED_FROM || !plain.blobs.some((blob) => isRuled(blob, map.width, map.height)))
    return [plain];
  return [plain, labelBlobs(eraseRules(map, threshold), threshold)];
}

/** From a bit below half of the strongest ink down to the paper's noise, by halves. */
function thresholdsFor(map: InkMap): number[] {
  const thresholds: number[] = [];
  for (let threshold = 0.4 * map.peak; threshold > map.floor && thresholds.length < 4; threshold /= 2)
    thresholds.push(threshold);
  if (thresholds.length < 4 && map.peak > 1.3 * map.floor) thresholds.push(map.floor);
  return thresholds;
}

/** Drops what a better find already shows: nearly the same box, same ink. */
function distinct(finds: readonly Find[]): Find[] {
  const kept: Find[] = [];
  for (const find of finds) {
    const known = kept.some((other) => other.ink === find.ink && overlap(other.box, find.box) > 0.75);
    if (!known && find.score > 0.15 * finds[0].score) kept.push(find);
    if (kept.length === MOST_CANDIDATES) break;
  }
  return kept;
}

/** Intersection over union. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

function lookNearer(picture: Picture, box: Box): Find[] | null {
  const margin = Math.max(box.width, box.height);
  const x = Math.max(0, Math.floor(box.x - margin));
  const y = Math.max(0, Math.floor(box.y - margin));
  const width = Math.min(picture.width, Math.ceil(box.x + box.width + margin)) - x;
  const height = Math.min(picture.height, Math.ceil(box.y + box.height + margin)) - y;
  const rgba = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * picture.width + x) * 4;
    rgba.set(picture.rgba.subarray(from, from + width * 4), row * width * 4);
  }
  try {
    const finds = look({ width, height, rgba });
    return finds.map((find) => ({ ...find, box: { ...find.box, x: find.box.x + x, y: find.box.y + y } }));
  } catch {
    return null;
  }
}

function toPictureBox(group: Group, zoom: number): Box {
  return {
    x: group.left * zoom,
    y: group.top * zoom,
    width: (group.right - group.left) * zoom,
    height: (group.bottom - group.top) * zoom,
  };
}

function toCandidate(find: Find, all: readonly Find[]): Candidate {
  const { map, labels, group, threshold, ink, box } = find;
  return { input: frameDigit(map, labels, group, threshold), box, ink, warnings: warn(find, all) };
}

/** A digit with its longer side below this, in the picture's own pixels, shows too little. */
const SMALL_SIDE = 12;
/** Ink that takes less than this share of the paper's light is easily lost. */
const FAINT_INK = 0.12;
/** Share of the ink's darkness that is gone one pixel outside the stroke; less is blur. */
const SHARP_DROP = 0.16;

function warn({ map, group, ink, box, score }: Find, all: readonly Find[]): Warning[] {
  const sum = (key: "mass" | "area" | "drop" | "perimeter") =>
    group.blobs.reduce((total, blob) => total + blob[key], 0);
  const darkness = sum("mass") / sum("area");
  const touches = group.left === 0 || group.top === 0 || group.right === map.width || group.bottom === map.height;
  const another = all.some(
    (other) =>
      other.ink === ink &&
      other.score > 0.5 * score &&
      overlap(other.box, box) === 0 &&
      Math.max(other.box.width, other.box.height) > 0.6 * Math.max(box.width, box.height),
  );
  const large = Math.min(map.width, map.height) >= RULED_FROM;
  const warnings: Warning[] = [];
  if (darkness < FAINT_INK) warnings.push("faint");
  if (large && sum("drop") / (sum("perimeter") * darkness) < SHARP_DROP) warnings.push("blurred");
  if (large && touches) warnings.push("cut_off");
  if (another) warnings.push("several_digits");
  if (Math.max(box.width, box.height) < SMALL_SIDE) warnings.push("small");
  return warnings;
}
