import { type FindOptions, findRegions } from "../../core/find/find-regions.ts";
import { frameSmallPicture } from "../../core/find-candidates.ts";
import { frameCandidate } from "../../core/frame/frame-candidate.ts";
import { stackInputs } from "../../core/frame/stack-inputs.ts";
import { overlap } from "../../core/image/overlap.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../core/manifest.ts";
import type { Candidate } from "../../core/reading.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { UNCERTAIN } from "../scenes/pages/page.ts";
import type { CalibrationPicture } from "./calibration-picture.ts";
import type { GradedRegion } from "./fit-weights.ts";

const MIN_LOGIT = Math.log(0.08 / 0.92);
/** A region shows a digit where both boxes overlap by this… */
const SAME = 0.4;
/** …and shows none where it overlaps with no digit by this; in between nobody can say. */
const OTHER = 0.15;

/** Finds, frames and classifies as reading does, and says of each region what it truly shows. */
export async function gradeRegions(
  { picture, items }: CalibrationPicture,
  { finder, classifier }: Pick<ReadingModel<never>, "finder" | "classifier">,
  options: FindOptions = { minLogit: MIN_LOGIT },
): Promise<GradedRegion[]> {
  const own = frameSmallPicture(picture);
  const regions = await findRegions(picture, finder, options);
  const candidates: Candidate[] = [
    ...(own ? [own] : []),
    ...regions.slice(0, 40).map((region) => frameCandidate(picture, region.box, region)),
  ];
  if (candidates.length === 0) return [];
  const logits = await classifier.classify(stackInputs(candidates), candidates.length);
  return candidates.flatMap(({ box, region }, index) => {
    const label = labelOf(box, items);
    const row = logits.slice(index * CLASS_COUNT, (index + 1) * CLASS_COUNT);
    return label === UNCERTAIN ? [] : [{ logits: row, region, label }];
  });
}

/** What a box truly shows: 0…9, `NON_DIGIT`, or `UNCERTAIN`. */
export function labelOf(box: Candidate["box"], items: CalibrationPicture["items"]): number {
  let [best, label] = [0, NON_DIGIT];
  for (const item of items) {
    const shared = overlap(item.box, box);
    if (item.label !== NON_DIGIT && shared > best) [best, label] = [shared, item.label];
  }
  if (best >= SAME) return label;
  return best < OTHER ? NON_DIGIT : UNCERTAIN;
}
