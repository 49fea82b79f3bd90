import type { Finder } from "../finder.ts";
import { overlap } from "../image/overlap.ts";
import type { Box, Picture } from "../picture.ts";
import { INPUT_MULTIPLE } from "./cells.ts";
import { type LookOptions, look, type SeenRegion } from "./look.ts";
import type { Region } from "./region.ts";
import { joinAreas, toTiles } from "./tiles.ts";

export interface FindOptions extends Partial<LookOptions> {
  /**
   * How often the whole is looked at, at most, each time from nearer by, until its digits are large; after that only where small digits
   * stand. Digits of a few pixels are easily missed by the first look. Default 1.
   */
  readonly wholeLooks?: number;
  /** Pixels of the finder's input that all looks together may see. Default 10 million, some half a second's work. */
  readonly maxPixels?: number;
}

/** Each nearer look doubles the side. */
const FIRST_SIDE = 192;
/** Of a strip the shorter side has so many, where the picture does: the finder is given no fewer, and they would be empty. */
const FIRST_SHORT_SIDE = INPUT_MULTIPLE;
/** But not where the longer one would have more than this. */
const MAX_FIRST_SIDE = 12_000;
/** While nothing is seen at all, the whole is looked at again, up to this longest side: digits may be too small to be noticed. */
const MAX_BLIND_SIDE = 768;
const MAX_LOOKS = 5;
/** No look enlarges a picture by more than this. */
const MAX_ENLARGEMENT = 3;
/** Where the whole is looked at several times, no further than this: two thin digits of a small picture were seen as one before. */
const MAX_WHOLE_SCALE = 2;
/** Larger areas are looked at in tiles; sides in pixels of the input. */
const MAX_TILE = 768;
const TILE_MARGIN = 64;
const MAX_SEEN_PIXELS = 10_000_000;
/** A region of this side, in pixels of the input, was seen as well as can be. */
const LARGE_PX = 40;
const MAX_OVERLAP = 0.45;
/** What a region's size counts against its odds, where several lie on each other. */
const SIZE_TRUST = 1.5;
const MAX_REGIONS = 2000;
/** Longer side of a quick look; what is a digit there takes no fewer pixels than `MIN_QUICK_PX`, with no lower odds. */
const QUICK_SIDE = 96;
const MIN_QUICK_PX = 20;
const MIN_QUICK_LOGIT = 0;
/** Smaller pictures are looked at as cheaply, and of strips too little would be seen. */
const MAX_QUICK_SCALE = 0.5;
const MIN_QUICK_SHORT_SIDE = INPUT_MULTIPLE;
const DEFAULT_MIN_LOGIT = Math.log(0.2 / 0.8);

/**
 * Finds every digit in a picture of any size: looks at the whole, made small, and then from nearer by wherever digits were too small to
 * be told.
 *
 * @param picture opaque
 * @returns boxes in the picture's own pixels, likeliest first
 */
export async function findRegions(
  picture: Picture,
  finder: Finder,
  { minLogit = DEFAULT_MIN_LOGIT, wholeLooks = 1, maxPixels = MAX_SEEN_PIXELS, ...hooks }: FindOptions = {},
): Promise<Region[]> {
  const regions: SeenRegion[] = [];
  const first = firstScale(picture);
  const longest = Math.max(picture.width, picture.height);
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  let areas: Box[] = [whole];
  let pixels = 0;
  const maxWholeScale = wholeLooks > 1 ? MAX_WHOLE_SCALE : 1;
  for (let nearer = 0; nearer < MAX_LOOKS && areas.length > 0; nearer++) {
    const scale = first * 2 ** nearer;
    if (nearer > 0 && scale > MAX_ENLARGEMENT) break;
    const small: Box[] = [];
    const before = regions.length;
    for (const tile of areas.flatMap((area) => toTiles(area, MAX_TILE / scale, TILE_MARGIN / scale, picture))) {
      pixels += tile.width * tile.height * scale * scale;
      if (pixels > maxPixels) return choose(regions);
      const seen = await look(picture, tile, scale, finder, { ...hooks, minLogit });
      regions.push(...seen.regions);
      small.push(...seen.small);
    }
    const isBlind = regions.length === 0 && small.length === 0 && scale * longest < MAX_BLIND_SIDE;
    const isNearEnough = nearer + 1 >= wholeLooks || areAllLarge(regions.slice(before));
    const isPartOnly = (isNearEnough && !isBlind) || scale >= maxWholeScale;
    areas = isPartOnly ? joinAreas(small, TILE_MARGIN / scale / 2, picture) : [whole];
  }
  return choose(regions);
}

/**
 * Finds the one digit of a picture that it fills to a good part, with a look that takes a tenth of the first one of `findRegions`.
 *
 * @param picture opaque
 * @returns undefined where that look shows no such digit clearly, or anything else
 */
export async function findLargeRegion(
  picture: Picture,
  finder: Finder,
  hooks: Omit<FindOptions, "wholeLooks" | "maxPixels"> = {},
): Promise<Region | undefined> {
  const { width, height } = picture;
  const scale = QUICK_SIDE / Math.max(width, height);
  if (scale > MAX_QUICK_SCALE || scale * Math.min(width, height) < MIN_QUICK_SHORT_SIDE) return undefined;
  const whole = { x: 0, y: 0, width, height };
  const { regions, small } = await look(picture, whole, scale, finder, { minLogit: DEFAULT_MIN_LOGIT, ...hooks });
  const isClear = regions.length === 1 && regions[0].logit >= MIN_QUICK_LOGIT && regions[0].seenPx >= MIN_QUICK_PX;
  return isClear && small.length === 0 ? regions[0] : undefined;
}

/** Pixels of the finder's input per pixel of the picture, at the first look. */
function firstScale({ width, height }: Picture): number {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  return Math.max(FIRST_SIDE / longer, Math.min(1, FIRST_SHORT_SIDE / shorter, MAX_FIRST_SIDE / longer));
}

/** Whether a look saw digits, and none that a nearer look would show better. From too near, parts of digits look like digits. */
function areAllLarge(seen: readonly SeenRegion[]): boolean {
  const clear = seen.filter(({ logit }) => logit > 0);
  return clear.length > 0 && clear.every(({ seenPx }) => seenPx >= LARGE_PX);
}

/** Of regions that lie on each other one stays: the likelier one, where both were seen large enough. */
function choose(regions: readonly SeenRegion[]): Region[] {
  const trusted = regions.map((region) => ({
    region,
    trust: region.logit + SIZE_TRUST * Math.log(Math.min(1, region.seenPx / LARGE_PX)),
  }));
  const kept: SeenRegion[] = [];
  for (const { region } of trusted.sort((a, b) => b.trust - a.trust)) {
    if (kept.length === MAX_REGIONS) break;
    if (!kept.some((other) => overlap(other.box, region.box) > MAX_OVERLAP)) kept.push(region);
  }
  return kept.sort((a, b) => b.logit - a.logit);
}
