import { PredictorError } from "../../errors.ts";
import { frameDigit } from "../frame/frame-digit.ts";
import { overlap } from "../image/overlap.ts";
import { shrink } from "../image/shrink.ts";
import type { Box, Candidate, Ink, Picture, Prepared, Warning } from "../picture.ts";
import { freeAll } from "../scratch.ts";
import { eraseRules, isRuled } from "./erase-rules.ts";
import { estimatePaper } from "./estimate-paper.ts";
import { findPolarity } from "./find-polarity.ts";
import { type Group, groupStrokes } from "./group-strokes.ts";
import { type InkMap, toInkMap } from "./ink-map.ts";
import { type Components, labelComponents } from "./label-components.ts";
import { localMean } from "./local-mean.ts";
import { describeRegion, type RegionContext, scoreRegion } from "./score-region.ts";
import { toPaperTone } from "./to-paper-tone.ts";

/** Longest side that is searched, in pixels. */
const SEARCHED = 192;
/** A digit with a longer side below this is looked at again from nearer by, if the picture has more to show. */
const NEAR_ENOUGH = 36;
const MAX_CANDIDATES = 3;
/** A find this likely spares a second look, by local contrast. */
const SURE = 0.8;
/** Shares of the strongest ink. */
const THRESHOLDS = [0.6, 0.35, 0.18, 0.08];
/** Smaller pictures, in pixels, show a digit that fills them rather than paper. */
const LARGE = 64;

/** A place in a picture where the digit may be. */
export interface Region {
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
  const regions = look(picture);
  const best = regions[0];
  const zoom = picture.width / best.map.width;
  if (zoom > 1.5 && Math.max(best.box.width, best.box.height) / zoom < NEAR_ENOUGH) {
    const nearer = lookNearer(picture, best.box);
    if (nearer !== null) regions.splice(0, regions.length, ...nearer, ...regions.slice(1));
  }
  return { candidates: regions.slice(0, MAX_CANDIDATES).map((region) => toCandidate(region, regions)) };
}

function look(picture: Picture): Region[] {
  const regions = findAllRegions(picture);
  if (regions.length === 0)
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  return distinct(regions.sort((a, b) => b.score - a.score));
}

/**
 * Everything in a picture that might be the digit, in both polarities where that is in doubt, at several thresholds. The finds'
 * maps hold until the next `prepare`.
 */
export function findAllRegions(picture: Picture): Region[] {
  const planes = shrink(picture, SEARCHED);
  const inks = findPolarity(planes);
  const zoom = picture.width / planes.width;
  const regions: Region[] = [];
  const tones = inks.map((ink) => toPaperTone(planes, ink));
  for (const [rank, tone] of tones.entries()) {
    regions.push(...findIn(toInkMap(tone, estimatePaper(tone)), inks[rank], zoom, { inkRank: rank, isLocal: false }));
  }
  if (Math.min(planes.width, planes.height) < LARGE || regions.some(({ score }) => score > SURE)) return regions;
  for (const [rank, tone] of tones.entries()) {
    regions.push(...findIn(toInkMap(tone, localMean(tone)), inks[rank], zoom, { inkRank: rank, isLocal: true }));
  }
  return regions;
}

function findIn(map: InkMap, ink: Ink, zoom: number, context: Pick<RegionContext, "inkRank" | "isLocal">): Region[] {
  const regions: Region[] = [];
  for (const [thresholdRank, threshold] of thresholdsFor(map).entries()) {
    for (const [erased, { labels, components }] of labelWithAndWithoutRules(map, threshold).entries()) {
      for (const group of groupStrokes(components, map.width, map.height, 2)) {
        const features = describeRegion(group, map, { ...context, thresholdRank, rulesErased: erased === 1 });
        const box = toPictureBox(group, zoom);
        regions.push({ map, labels, group, threshold, ink, box, features, score: scoreRegion(features) });
      }
    }
  }
  return regions;
}

/** The blobs as they are; on ruled paper, also those that stay when the rules are erased. */
function labelWithAndWithoutRules(map: InkMap, threshold: number): Components[] {
  const plain = labelComponents(map, threshold);
  if (!isRuled(plain, map.width, map.height)) return [plain];
  return [plain, labelComponents(eraseRules(map, threshold), threshold)];
}

/** From a bit above half of the strongest ink down to the paper's noise. */
function thresholdsFor({ peak, floor }: InkMap): number[] {
  const thresholds = THRESHOLDS.map((share) => share * peak).filter((threshold) => threshold > floor);
  return peak > 1.3 * floor ? [...thresholds, floor] : thresholds;
}

/** Drops what a better find already shows: nearly the same box, same ink. */
function distinct(regions: readonly Region[]): Region[] {
  const kept: Region[] = [];
  for (const region of regions) {
    const known = kept.some((other) => other.ink === region.ink && overlap(other.box, region.box) > 0.75);
    if (!known && region.score > 0.03 * regions[0].score) kept.push(region);
    if (kept.length === MAX_CANDIDATES) break;
  }
  return kept;
}

function lookNearer(picture: Picture, box: Box): Region[] | null {
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
    const regions = look({ width, height, rgba });
    return regions.map((region) => ({ ...region, box: { ...region.box, x: region.box.x + x, y: region.box.y + y } }));
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

function toCandidate(region: Region, all: readonly Region[]): Candidate {
  const { map, labels, group, threshold, ink, box, score } = region;
  return { input: frameDigit(map, labels, group, threshold), box, ink, likelihood: score, warnings: warn(region, all) };
}

/** A digit with its longer side below this, in the picture's own pixels, shows too little. */
const SMALL_SIDE = 12;
/** Ink that takes less than this share of the paper's light is easily lost. */
const FAINT_INK = 0.12;
/** Share of the ink's darkness that is gone one pixel outside the stroke; less is blur. */
const SHARP_DROP = 0.16;

function warn({ map, group, ink, box, score }: Region, all: readonly Region[]): Warning[] {
  const sum = (key: "mass" | "area" | "drop" | "perimeter") =>
    group.components.reduce((total, component) => total + component[key], 0);
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
