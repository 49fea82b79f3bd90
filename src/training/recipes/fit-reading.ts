import type { Classifier } from "../../core/classifier.ts";
import type { Finder } from "../../core/finder.ts";
import type { LineReader } from "../../core/line-reader.ts";
import { CLASSES, type LineWeights, type Manifest, NON_DIGIT, type ReadingWeights } from "../../core/manifest.ts";
import { readDigit } from "../../core/read-digit.ts";
import { readNumbers } from "../../core/read-numbers.ts";
import type { Reading } from "../../core/reading.ts";
import { PredictorError } from "../../errors.ts";
import { certifyThresholds, estimateThresholds, type GradedReading, NON_DIGIT_SHARE } from "../calibrate/calibrate.ts";
import { type CalibrationPicture, fromScene, singleLabel } from "../calibrate/calibration-picture.ts";
import { type CandidateInLine, fitLineWeights } from "../calibrate/fit-line-weights.ts";
import {
  confidenceOf,
  fitNumberWeights,
  type GradedNumber,
  gradeNumbers,
  PLAIN_NUMBER_WEIGHTS,
} from "../calibrate/fit-numbers.ts";
import { fitWeights, type GradedRegion } from "../calibrate/fit-weights.ts";
import { gradeInLine } from "../calibrate/grade-in-line.ts";
import { gradeRegions } from "../calibrate/grade-regions.ts";
import { type SceneChunk, sceneToPicture } from "../data/scene-bank.ts";
import { createRandom, type Random } from "../random.ts";
import type { MixtureScene } from "../scenes/mixture.ts";
import type { RealLine } from "../scenes/pages/real-lines.ts";

/** What a reading is fitted on; all of it is held out from training. */
export interface CalibrationPictures {
  /** Pages with many things on them. */
  readonly pages: SceneChunk;
  /** Pictures of one thing. */
  readonly drawScene: (random: Random) => MixtureScene;
  /** Pictures of numbers, as large as people send them. */
  readonly drawNumbers: (random: Random) => CalibrationPicture;
  /** Lines of real writing. */
  readonly lines: readonly RealLine[];
}

export interface FitReadingOptions extends CalibrationPictures {
  readonly finder: Finder;
  readonly classifier: Classifier;
  readonly lineReader?: LineReader | undefined;
  readonly sceneCount: number;
  readonly numbersCount: number;
  /** `NumberWeights.beside_others`, which is chosen and not fitted. */
  readonly besideOthers: number;
  readonly seed: number;
  readonly onProgress?: (done: string) => void;
  /** Checked between pictures. */
  readonly signal?: AbortSignal;
}

export type FittedReading = Pick<
  Manifest,
  "weights" | "thresholds" | "line_weights" | "number_weights" | "number_thresholds"
>;

/** The made-up scenes have three in ten. */
const NON_DIGIT_WEIGHT = NON_DIGIT_SHARE / (1 - NON_DIGIT_SHARE) / (0.3 / 0.7);
/** Of the pages, those that show one thing. */
const SINGLE_KINDS = new Set(["single", "desk", "boxed", "tight", "thin", "figure", "pixels"]);
/** How much a real line counts against a made-up number. */
const REAL_REPEATS = 4;

/**
 * Fits on whole held-out pictures how finder and classifier are combined, and what a confidence must be to be accepted. Even pictures
 * fit the weights, odd ones the thresholds.
 */
export async function fitReading(options: FitReadingOptions): Promise<FittedReading> {
  const { pages, drawScene, sceneCount, seed, lines, onProgress } = options;
  const scenes = Array.from({ length: sceneCount }, (_, i) => () => fromScene(drawScene(createRandom(seed, i))));
  const stored = pages.scenes.map((scene, i) => () => ({ ...scene, picture: sceneToPicture(pages, i) }));
  const real = lines.map(({ picture, items }) => () => ({ kind: "line", picture, items }));
  const even = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 0);
  const odd = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 1);

  const weights = await fitBoth([...even(scenes), ...even(stored), ...even(real)], options);
  onProgress?.(`weights: ${JSON.stringify(weights)}`);
  const manifest = {
    weights,
    number_weights: { ...PLAIN_NUMBER_WEIGHTS, beside_others: options.besideOthers },
    thresholds: [],
    number_thresholds: [],
    classes: CLASSES,
  };
  const model = {
    ...options,
    decode: async (picture: CalibrationPicture["picture"]) => picture,
    manifest: manifest as unknown as Manifest,
  };

  const readings: { readonly reading: Reading; readonly label: number }[] = [];
  for (const picture of [...odd(scenes), ...odd(stored)]) {
    const made = picture();
    const label = singleLabel(made);
    if (label === undefined || (!made.kind.includes("/") && !SINGLE_KINDS.has(made.kind))) continue;
    const reading = await readDigit(made.picture, model).catch(refusalToNull);
    if (reading) readings.push({ reading, label });
  }
  const thresholds = digitThresholds(readings);
  onProgress?.(`thresholds: ${JSON.stringify(thresholds)}`);

  const drawn = Array.from(
    { length: options.numbersCount },
    (_, i) => () => options.drawNumbers(createRandom(seed + 1, i)),
  );
  const { lineReader } = options;
  const line_weights = lineReader && (await fitLines([...even(drawn), ...even(real)], { ...model, lineReader }));
  if (line_weights) onProgress?.(`lines: ${JSON.stringify(line_weights)}`);
  const reading = { ...model, manifest: { ...model.manifest, ...(line_weights && { line_weights }) } };

  const grade = async (pictures: readonly (() => CalibrationPicture)[]) => {
    const graded: GradedNumber[] = [];
    for (const picture of pictures) {
      const made = picture();
      const isOneLine = made.kind === "line";
      const { numbers } = await readNumbers(made.picture, reading, { isOneLine });
      const own = gradeNumbers(numbers, made);
      for (let i = 0; i < (isOneLine ? REAL_REPEATS : 1); i++) graded.push(...own);
    }
    return graded;
  };
  const numberWeights = fitNumberWeights(await grade([...even(stored), ...even(drawn), ...even(real)]));
  const held = await grade([...odd(drawn), ...odd(real)]);
  const numberThresholds = estimateThresholds(
    held.map((number) => ({ confidence: confidenceOf(number, numberWeights), right: number.right })),
    held.length,
  );
  onProgress?.(
    `numbers: ${held.filter(({ right }) => right).length}/${held.length} ${JSON.stringify(numberWeights)} ${JSON.stringify(numberThresholds)}`,
  );
  const number_weights = { ...numberWeights, beside_others: options.besideOthers };
  return {
    ...{ weights, thresholds, number_weights, number_thresholds: numberThresholds },
    ...(line_weights && { line_weights }),
  };
}

async function fitBoth(
  pictures: readonly (() => CalibrationPicture)[],
  options: FitReadingOptions,
): Promise<ReadingWeights> {
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

async function fitLines(
  pictures: readonly (() => CalibrationPicture)[],
  model: Parameters<typeof gradeInLine>[1],
): Promise<LineWeights> {
  const candidates: CandidateInLine[] = [];
  for (const picture of pictures) candidates.push(...(await gradeInLine(picture(), model)));
  return fitLineWeights(candidates);
}

function digitThresholds(readings: readonly { readonly reading: Reading; readonly label: number }[]) {
  const digits = readings.filter(({ label }) => label !== NON_DIGIT);
  const others = readings.filter(({ label }) => label === NON_DIGIT);
  const kept = Math.min(others.length, Math.round((NON_DIGIT_SHARE / (1 - NON_DIGIT_SHARE)) * digits.length));
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
