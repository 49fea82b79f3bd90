import { type FindOptions, findLargeRegion, findRegions } from "./find/find-regions.ts";
import type { Region } from "./find/region.ts";
import type { Finder } from "./finder.ts";
import { findInkBox } from "./frame/find-ink-box.ts";
import { frameCandidate } from "./frame/frame-candidate.ts";
import { growBox } from "./frame/grow-box.ts";
import { overlap } from "./image/overlap.ts";
import type { Box, Picture } from "./picture.ts";
import type { Candidate } from "./reading.ts";

/** Pictures up to this side are looked at as a whole first: data sets' digits fill theirs. */
const SMALL_PICTURE = 64;
/** Share of a small picture's border that must be paper, for everything else on it to be the digit. */
const MIN_CLEAR_BORDER = 0.55;
const MAX_CANDIDATES = 8;
/** Pixels of the finder's input: one digit is seen long before. */
const MAX_PIXELS = 1_500_000;

export function isSmallPicture({ width, height }: Pick<Picture, "width" | "height">): boolean {
  return Math.max(width, height) <= SMALL_PICTURE;
}

/**
 * A small picture as one candidate: all of its ink. Takes a fraction of what the finder takes.
 *
 * @returns undefined where the picture is larger, or shows more than ink on even paper
 */
export function frameSmallPicture(picture: Picture): Candidate | undefined {
  if (!isSmallPicture(picture)) return undefined;
  const found = findInkBox(picture);
  return found && found.clearBorder >= MIN_CLEAR_BORDER ? frameCandidate(picture, found.box) : undefined;
}

/** The one digit that fills a good part of a picture, framed; undefined where a quick look doesn't show it clearly. */
export async function findLargeDigit(
  picture: Picture,
  finder: Finder,
  hooks: Pick<FindOptions, "onWait" | "onLook"> = {},
): Promise<Candidate | undefined> {
  const region = await findLargeRegion(picture, finder, hooks);
  return region && frameCandidate(picture, growBox(picture, region.box), region);
}

/** What the finder takes for a digit, framed; likeliest first. */
export async function findCandidates(
  picture: Picture,
  finder: Finder,
  hooks: Pick<FindOptions, "onWait" | "onLook"> = {},
): Promise<Candidate[]> {
  const regions = await findRegions(picture, finder, { ...hooks, maxPixels: MAX_PIXELS });
  return chooseLargest(regions).map((region) => frameCandidate(picture, growAlone(picture, region, regions), region));
}

/** Not over another region: what hangs together there are two digits. */
function growAlone(picture: Picture, region: Region, regions: readonly Region[]): Box {
  const grown = growBox(picture, region.box);
  const meets = (other: Region) =>
    other !== region && other.logit > 0 && overlap(other.box, region.box) < 0.1 && overlap(other.box, grown) > 0.02;
  return regions.some(meets) ? region.box : grown;
}

/** Among many the largest: a page's smallest print is not meant. */
function chooseLargest(regions: readonly Region[]): readonly Region[] {
  if (regions.length <= MAX_CANDIDATES) return regions;
  const prominence = ({ box, logit }: Region) => Math.max(box.width, box.height) / (1 + Math.exp(-logit));
  return regions.toSorted((a, b) => prominence(b) - prominence(a)).slice(0, MAX_CANDIDATES);
}
