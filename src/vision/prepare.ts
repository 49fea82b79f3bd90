import { PredictorError } from "../errors.ts";
import { eraseRules, isRuled } from "./erase-rules.ts";
import { estimatePaper } from "./estimate-paper.ts";
import { findPolarity } from "./find-polarity.ts";
import { frameDigit } from "./frame-digit.ts";
import { type Group, groupStrokes } from "./group-strokes.ts";
import { type InkMap, toInkMap } from "./ink-map.ts";
import { type Blobs, labelBlobs } from "./label-blobs.ts";
import { localMean } from "./local-mean.ts";
import { overlap } from "./overlap.ts";
import type { Box, Candidate, Ink, Picture, Prepared, Warning } from "./picture.ts";
import { describeFind, type FindContext, scoreFind } from "./score-find.ts";
import { freeAll } from "./scratch.ts";
import { type Planes, shrink } from "./shrink.ts";
import { toPaperTone } from "./to-paper-tone.ts";

/** Longest side that is searched, in pixels. */
const SEARCHED = 192;
/** A digit with a longer side below this is looked at again from nearer by, if the picture has more to show. */
const NEAR_ENOUGH = 36;
const MOST_CANDIDATES = 3;
/** A find this likely spares a second look, by local contrast. */
const SURE = 0.8;
/** Shares of the strongest ink. */
const THRESHOLDS = [0.6, 0.35, 0.18, 0.08];
/** Smaller pictures, in pixels, show a digit that fills them rather than paper. */
const LARGE = 64;

/** A place in a picture where the digit may be. */
export interface Find {
  readonly map: InkMap;
  readonly labels: Int32Array;
  readonly group: Group;
  readonly threshold: number;
  readonly ink: Ink;
  readonly box: Box;
  readonly features: readonly number[];
  /** How likely this is what was written, 0…1. */
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
  freeAll();
  const finds = look(picture);
  const { map, group, box } = finds[0];
  const wasShrunk = picture.width >= 2 * map.width || picture.height >= 2 * map.height;
  if (wasShrunk && Math.max(group.right - group.left, group.bottom - group.top) < NEAR_ENOUGH) {
    const nearer = lookNearer(picture, box);
    if (nearer !== null) finds.splice(0, finds.length, ...nearer, ...finds.slice(1));
  }
  return { candidates: finds.slice(0, MOST_CANDIDATES).map((find) => toCandidate(find, finds)) };
}

function look(picture: Picture): Find[] {
  const finds = findAll(picture);
  if (finds.length === 0)
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  return distinct(finds.sort((a, b) => b.score - a.score));
}

/**
 * Everything in a picture that might be the digit, in both polarities where that is in doubt, at several thresholds. The finds'
 * maps hold until the next `prepare`.
 */
export function findAll(picture: Picture): Find[] {
  const planes = shrink(picture, SEARCHED);
  const inks = findPolarity(planes);
  const finds: Find[] = [];
  const tones = inks.map((ink) => toPaperTone(planes, ink));
  for (const [rank, tone] of tones.entries()) {
    finds.push(...findIn(toInkMap(tone, estimatePaper(tone)), inks[rank], planes, { inkRank: rank, isLocal: false }));
  }
  if (Math.min(planes.width, planes.height) < LARGE || finds.some(({ score }) => score > SURE)) return finds;
  for (const [rank, tone] of tones.entries()) {
    finds.push(...findIn(toInkMap(tone, localMean(tone)), inks[rank], planes, { inkRank: rank, isLocal: true }));
  }
  return finds;
}

function findIn(map: InkMap, ink: Ink, planes: Planes, context: Pick<FindContext, "inkRank" | "isLocal">): Find[] {
  const finds: Find[] = [];
  for (const [thresholdRank, threshold] of thresholdsFor(map).entries()) {
    for (const [erased, { labels, blobs }] of labelWithAndWithoutRules(map, threshold).entries()) {
      for (const group of groupStrokes(blobs, map.width, map.height, 2)) {
        const features = describeFind(group, map, { ...context, thresholdRank, rulesErased: erased === 1 });
        const box = toPictureBox(group, planes);
        finds.push({ map, labels, group, threshold, ink, box, features, score: scoreFind(features) });
      }
    }
  }
  return finds;
}

/** The blobs as they are; on ruled paper, also those that stay when the rules are erased. */
function labelWithAndWithoutRules(map: InkMap, threshold: number): Blobs[] {
  const plain = labelBlobs(map, threshold);
  if (!isRuled(plain, map.width, map.height)) return [plain];
  return [plain, labelBlobs(eraseRules(map, threshold), threshold)];
}

/** From a bit above half of the strongest ink down to the paper's noise. */
function thresholdsFor({ peak, floor }: InkMap): number[] {
  const thresholds = THRESHOLDS.map((share) => share * peak).filter((threshold) => threshold > floor);
  return peak > 1.3 * floor ? [...thresholds, floor] : thresholds;
}

/** Drops what a better find already shows: nearly the same box, same ink. */
function distinct(finds: readonly Find[]): Find[] {
  const kept: Find[] = [];
  for (const find of finds) {
    const known = kept.some((other) => other.ink === find.ink && overlap(other.box, find.box) > 0.75);
    if (!known && find.score > 0.03 * finds[0].score) kept.push(find);
    if (kept.length === MOST_CANDIDATES) break;
  }
  return kept;
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

function toPictureBox({ left, top, right, bottom }: Group, { blockWidth, blockHeight }: Planes): Box {
  return {
    x: left * blockWidth,
    y: top * blockHeight,
    width: (right - left) * blockWidth,
    height: (bottom - top) * blockHeight,
  };
}

function toCandidate(find: Find, all: readonly Find[]): Candidate {
  const { map, labels, group, threshold, ink, box, score } = find;
  return { input: frameDigit(map, labels, group, threshold), box, ink, likelihood: score, warnings: warn(find, all) };
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
  const large = Math.min(map.width, map.height) >= LARGE;
  const warnings: Warning[] = [];
  if (darkness < FAINT_INK) warnings.push("faint");
  if (large && sum("drop") / (sum("perimeter") * darkness) < SHARP_DROP) warnings.push("blurred");
  if (large && touches) warnings.push("cut_off");
  if (another) warnings.push("several_digits");
  if (Math.max(box.width, box.height) < SMALL_SIDE) warnings.push("small");
  return warnings;
}
