import { isSmallPicture } from "../../core/find-candidates.ts";
import { type Manifest, NON_DIGIT, type ReadingWeights } from "../../core/manifest.ts";
import type { Picture } from "../../core/picture.ts";
import { readDigit } from "../../core/read-digit.ts";
import type { Reading } from "../../core/reading.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { PredictorError } from "../../errors.ts";
import { certifyThresholds, type GradedReading, NON_DIGIT_SHARE } from "../calibrate/calibrate.ts";
import {
  type CalibrationPicture,
  type CalibrationPictures,
  fromScene,
  singleLabel,
  storedPages,
} from "../calibrate/calibration-picture.ts";
import {
  fitChoice,
  fitWeights,
  type GradedChoice,
  type GradedRegion,
  type RegionWeights,
  UNTOUCHED_CHOICE,
} from "../calibrate/fit-weights.ts";
import { gradeRegions } from "../calibrate/grade-regions.ts";
import { createRandom } from "../random.ts";
import { type FitNumbersOptions, type FittedNumbers, fitNumberReading, openUnfitted } from "./fit-number-reading.ts";

export interface FitReadingOptions extends FitNumbersOptions, Pick<CalibrationPictures, "drawScene"> {
  readonly sceneCount: number;
}

export type FittedReading = Pick<Manifest, "weights" | "thresholds"> & FittedNumbers;

/** Share of the made-up scenes without a digit. */
export const SCENE_NON_DIGIT_SHARE = 0.3;
const NON_DIGIT_WEIGHT =
  NON_DIGIT_SHARE / (1 - NON_DIGIT_SHARE) / (SCENE_NON_DIGIT_SHARE / (1 - SCENE_NON_DIGIT_SHARE));
/**
 * Share of pictures without a digit among those that thresholds are measured on. It is twice what people send: to accept one of these is worse than to
 * leave a digit for review.
 */
export const THRESHOLD_NON_DIGIT_SHARE = 0.2;
/** Of the pages, those that show one thing. */
const SINGLE_KINDS = new Set(["single", "desk", "boxed", "large", "tight", "thin", "figure", "pixels"]);

/**
 * Fits on whole held-out pictures how finder and classifier are combined, and what a confidence must be to be accepted. Even pictures
 * fit the weights, odd ones the thresholds.
 */
export async function fitReading(options: FitReadingOptions): Promise<FittedReading> {
  const { pages, drawScene, sceneCount, seed, lines, onProgress } = options;
  const scenes = Array.from({ length: sceneCount }, (_, i) => () => fromScene(drawScene(createRandom(seed, i))));
  const stored = storedPages(pages);
  const real = lines.map(({ picture, items }) => () => ({ kind: "line", picture, items }));
  const even = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 0);
  const odd = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 1);

  const regionWeights = await fitBoth([...even(scenes), ...even(stored), ...even(real)], options);
  const read = (pictures: readonly (() => CalibrationPicture)[], weights: ReadingWeights) =>
    readSingles(pictures, openUnfitted(options, weights));
  const choices = await read([...even(scenes), ...even(stored)], { ...regionWeights, ...UNTOUCHED_CHOICE });
  const weights = { ...regionWeights, ...fitChoice(toChoices(choices, regionWeights.nothing)) };
  onProgress?.(`weights: ${JSON.stringify(weights)}`);

  const thresholds = digitThresholds(await read([...odd(scenes), ...odd(stored)], weights));
  onProgress?.(`thresholds: ${JSON.stringify(thresholds)}`);

  return { weights, thresholds, ...(await fitNumberReading(options, weights)) };
}

async function fitBoth(
  pictures: readonly (() => CalibrationPicture)[],
  options: FitReadingOptions,
): Promise<RegionWeights> {
  const regions: GradedRegion[] = [];
  let [without, withoutDigit] = [1, 1]; // Laplace's rule
  for (const picture of pictures) {
    options.signal?.throwIfAborted();
    const made = picture();
    const graded = await gradeRegions(made, options);
    // The more is written on a picture, the less each thing counts; pictures of no digit count as often as people send them.
    const share = (singleLabel(made) === NON_DIGIT ? NON_DIGIT_WEIGHT : 1) / Math.sqrt(graded.length);
    regions.push(...graded.map((region) => ({ ...region, share })));
    if (!graded.some(({ region }) => region !== undefined)) {
      without++;
      if (singleLabel(made) === NON_DIGIT) withoutDigit++;
    }
  }
  return fitWeights(regions, withoutDigit / (without + 1));
}

interface SingleReading {
  readonly reading: Reading;
  /** 0…9, or `NON_DIGIT` */
  readonly label: number;
  readonly isPage: boolean;
  readonly isSmall: boolean;
}

/** Reads the pictures that show one thing. */
async function readSingles(
  pictures: readonly (() => CalibrationPicture)[],
  model: ReadingModel<Picture>,
): Promise<SingleReading[]> {
  const readings: SingleReading[] = [];
  for (const picture of pictures) {
    const made = picture();
    const label = singleLabel(made);
    const isPage = !made.kind.includes("/");
    if (label === undefined || (isPage && !SINGLE_KINDS.has(made.kind))) continue;
    const reading = await readDigit(made.picture, model).catch(refusalToNull);
    if (reading) readings.push({ reading, label, isPage, isSmall: isSmallPicture(made.picture) });
  }
  return readings;
}

/**
 * The readings of pictures on which the finder found something. Digits of scenes and of pages, which show more around them, count as
 * much as each other; pictures of no digit as often as people send them.
 */
function toChoices(readings: readonly SingleReading[], nothing: number): GradedChoice[] {
  const found = readings.filter(({ isSmall, reading }) => !isSmall && reading.nonDigit !== nothing);
  const groupOf = ({ label, isPage }: SingleReading) => (label === NON_DIGIT ? "none" : isPage ? "page" : "scene");
  const groups = Object.groupBy(found, groupOf);
  const digitShare = (1 - NON_DIGIT_SHARE) / (groups.page && groups.scene ? 2 : 1);
  return found.map((single) => {
    const { reading, label } = single;
    const group = groupOf(single);
    const share = (group === "none" ? NON_DIGIT_SHARE : digitShare) * (found.length / groups[group]!.length);
    return { probabilities: [...reading.probabilities, reading.nonDigit], label, share };
  });
}

function digitThresholds(readings: readonly SingleReading[]) {
  const digits = readings.filter(({ label }) => label !== NON_DIGIT);
  const others = readings.filter(({ label }) => label === NON_DIGIT);
  const share = THRESHOLD_NON_DIGIT_SHARE / (1 - THRESHOLD_NON_DIGIT_SHARE);
  const kept = Math.min(others.length, Math.round(share * digits.length));
  const step = others.length / Math.max(1, kept);
  const thinned = Array.from({ length: kept }, (_, i) => others[Math.floor(i * step)]);
  const all = [...digits, ...thinned];
  const graded: GradedReading[] = all
    .filter(({ reading }) => reading.digit !== null && !reading.warnings.includes("several_digits"))
    .map(({ reading, label }) => ({ confidence: reading.confidence, right: reading.digit === label }));
  return certifyThresholds(graded, all.length);
}

function refusalToNull(error: unknown): null {
  if (error instanceof PredictorError && error.code === "no_ink") return null;
  throw error;
}
