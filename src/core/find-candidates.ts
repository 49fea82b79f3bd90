import { findRegions, type Region } from "./find/find-regions.ts";
import { findWarnings } from "./find/find-warnings.ts";
import { frameDigit } from "./frame/frame-digit.ts";
import type { Picture } from "./picture.ts";
import type { Candidate } from "./reading.ts";
import { freeAll } from "./scratch.ts";

const MAX_CANDIDATES = 3;

/**
 * Finds what may be the digit in a picture and frames it for the classifier: paper, light and ruled lines fall away, the strokes
 * get a width that the classifier knows, the digit its place in 28×28.
 *
 * @returns up to three candidates, best guess first; none where there is nothing on the picture
 */
export function findCandidates(picture: Picture): Candidate[] {
  freeAll();
  const regions = findRegions(picture);
  return regions.slice(0, MAX_CANDIDATES).map((region) => toCandidate(region, regions));
}

function toCandidate(region: Region, all: readonly Region[]): Candidate {
  const { map, labels, group, threshold, ink, box, score } = region;
  const input = frameDigit(map, labels, group, threshold);
  return { input, box, ink, likelihood: score, warnings: findWarnings(region, all) };
}
