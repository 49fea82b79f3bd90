import { crop } from "../image/crop.ts";
import { overlap } from "../image/overlap.ts";
import { type Planes, shrink } from "../image/shrink.ts";
import type { Box, Ink, Picture } from "../picture.ts";
import { eraseRules, isRuled } from "./erase-rules.ts";
import { estimatePaper } from "./estimate-paper.ts";
import { findPolarity } from "./find-polarity.ts";
import { type Group, groupStrokes } from "./group-strokes.ts";
import { type InkMap, toInkMap } from "./ink-map.ts";
import { type Components, labelComponents } from "./label-components.ts";
import { LARGE_SIDE } from "./large-side.ts";
import { localMean } from "./local-mean.ts";
import { describeRegion, type RegionContext, scoreRegion } from "./score-region.ts";
import { toPaperTone } from "./to-paper-tone.ts";

/** Longest side that is searched, in pixels. */
const SEARCHED = 192;
/** A digit with a longer side below this is looked at again from nearer by, if the picture has more to show. */
const NEAR_ENOUGH = 36;
/** Regions that are told apart in one look. */
const MAX_REGIONS = 3;
/** A region this likely spares a second look, by local contrast. */
const SURE = 0.8;
/** Shares of the strongest ink. */
const THRESHOLDS = [0.6, 0.35, 0.18, 0.08];

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
 * Finds what may be the digit in a picture, whatever its paper, light and ruled lines.
 *
 * @returns best guess first, since polarity, threshold or place may be in doubt; none where there is nothing on the picture
 */
export function findRegions(picture: Picture): Region[] {
  const regions = look(picture);
  if (regions.length === 0) return regions;
  const { map, group, box } = regions[0];
  const wasShrunk = picture.width >= 2 * map.width || picture.height >= 2 * map.height;
  if (wasShrunk && Math.max(group.right - group.left, group.bottom - group.top) < NEAR_ENOUGH) {
    const nearer = lookNearer(picture, box);
    if (nearer.length > 0) return [...nearer, ...regions.slice(1)];
  }
  return regions;
}

function look(picture: Picture): Region[] {
  return distinct(findAllRegions(picture).sort((a, b) => b.score - a.score));
}

/**
 * Everything in a picture that might be the digit, in both polarities where that is in doubt, at several thresholds. Their maps
 * hold until the scratch memory is freed.
 */
export function findAllRegions(picture: Picture): Region[] {
  const planes = shrink(picture, SEARCHED);
  const inks = findPolarity(planes);
  const regions: Region[] = [];
  const tones = inks.map((ink) => toPaperTone(planes, ink));
  for (const [rank, tone] of tones.entries()) {
    regions.push(...findIn(toInkMap(tone, estimatePaper(tone)), inks[rank], planes, { inkRank: rank, isLocal: false }));
  }
  if (Math.min(planes.width, planes.height) < LARGE_SIDE || regions.some(({ score }) => score > SURE)) return regions;
  for (const [rank, tone] of tones.entries()) {
    regions.push(...findIn(toInkMap(tone, localMean(tone)), inks[rank], planes, { inkRank: rank, isLocal: true }));
  }
  return regions;
}

function findIn(map: InkMap, ink: Ink, planes: Planes, context: Pick<RegionContext, "inkRank" | "isLocal">): Region[] {
  const regions: Region[] = [];
  for (const [thresholdRank, threshold] of thresholdsFor(map).entries()) {
    for (const [erased, { labels, components }] of labelWithAndWithoutRules(map, threshold).entries()) {
      for (const group of groupStrokes(components, map.width, map.height, 2)) {
        const features = describeRegion(group, map, { ...context, thresholdRank, rulesErased: erased === 1 });
        const box = toPictureBox(group, planes);
        regions.push({ map, labels, group, threshold, ink, box, features, score: scoreRegion(features) });
      }
    }
  }
  return regions;
}

/** The components as they are; on ruled paper, also those that stay when the rules are erased. */
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

/** Drops what a better region already shows: nearly the same box, same ink. */
function distinct(regions: readonly Region[]): Region[] {
  const kept: Region[] = [];
  for (const region of regions) {
    const known = kept.some((other) => other.ink === region.ink && overlap(other.box, region.box) > 0.75);
    if (!known && region.score > 0.03 * regions[0].score) kept.push(region);
    if (kept.length === MAX_REGIONS) break;
  }
  return kept;
}

function lookNearer(picture: Picture, box: Box): Region[] {
  const margin = Math.max(box.width, box.height);
  const x = Math.max(0, Math.floor(box.x - margin));
  const y = Math.max(0, Math.floor(box.y - margin));
  const width = Math.min(picture.width, Math.ceil(box.x + box.width + margin)) - x;
  const height = Math.min(picture.height, Math.ceil(box.y + box.height + margin)) - y;
  const rgba = crop(picture.rgba, picture.width, { x, y, width, height }, 4);
  const regions = look({ width, height, rgba });
  return regions.map((region) => ({ ...region, box: { ...region.box, x: region.box.x + x, y: region.box.y + y } }));
}

function toPictureBox({ left, top, right, bottom }: Group, { blockWidth, blockHeight }: Planes): Box {
  return {
    x: left * blockWidth,
    y: top * blockHeight,
    width: (right - left) * blockWidth,
    height: (bottom - top) * blockHeight,
  };
}
