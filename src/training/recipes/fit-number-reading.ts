import type { Classifier } from "../../core/classifier.ts";
import type { Finder } from "../../core/finder.ts";
import type { LineReader } from "../../core/line-reader.ts";
import { CLASSES, type LineWeights, type Manifest, type ReadingWeights } from "../../core/manifest.ts";
import { NO_WEIGHTS, weighFeatures } from "../../core/numbers/number-features.ts";
import type { Picture } from "../../core/picture.ts";
import { readNumbers } from "../../core/read-numbers.ts";
import type { ReadingModel } from "../../core/reading-model.ts";
import { estimateThresholds } from "../calibrate/calibrate.ts";
import { type CalibrationPicture, type CalibrationPictures, storedPages } from "../calibrate/calibration-picture.ts";
import { type CandidateInLine, fitLineWeights } from "../calibrate/fit-line-weights.ts";
import { fitNumberWeights, type GradedNumber, gradeNumbers } from "../calibrate/fit-numbers.ts";
import { gradeInLine } from "../calibrate/grade-in-line.ts";
import { createRandom } from "../random.ts";

export interface FitNumbersOptions extends Pick<CalibrationPictures, "pages" | "drawNumbers" | "lines"> {
  readonly finder: Finder;
  readonly classifier: Classifier;
  readonly lineReader?: LineReader | undefined;
  readonly numbersCount: number;
  /** `NumberWeights.beside_others`, which is chosen and not fitted. */
  readonly besideOthers: number;
  readonly seed: number;
  readonly onProgress?: (done: string) => void;
  /** Checked between pictures. */
  readonly signal?: AbortSignal;
}

export type FittedNumbers = Pick<Manifest, "line_weights" | "number_weights" | "number_thresholds">;

/** How much a real line counts against a made-up number. */
const REAL_REPEATS = 4;

/**
 * Fits on held-out pictures of numbers how a digit by itself and its line are combined, what a number's confidence is, and what that must
 * be to be accepted. Even pictures fit the weights, odd ones the thresholds.
 *
 * @param weights how finder and classifier are combined
 */
export async function fitNumberReading(options: FitNumbersOptions, weights: ReadingWeights): Promise<FittedNumbers> {
  const { lineReader, lines, numbersCount, seed, besideOthers, signal, onProgress } = options;
  const drawn = Array.from({ length: numbersCount }, (_, i) => () => options.drawNumbers(createRandom(seed + 1, i)));
  const real = lines.map(({ picture, items }) => () => ({ kind: "line", picture, items }));
  const stored = storedPages(options.pages);
  const even = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 0);
  const odd = <T>(all: readonly T[]) => all.filter((_, i) => i % 2 === 1);
  const model = openUnfitted(options, weights);
  const line_weights =
    lineReader && (await fitLines([...even(drawn), ...even(real)], { ...model, lineReader }, signal));
  if (line_weights) onProgress?.(`lines: ${JSON.stringify(line_weights)}`);
  const reading = { ...model, manifest: { ...model.manifest, ...(line_weights && { line_weights }) } };
  const numberWeights = fitNumberWeights(
    await grade([...even(stored), ...even(drawn), ...even(real)], reading, signal),
  );
  const held = await grade([...odd(stored), ...odd(drawn), ...odd(real)], reading, signal);
  const number_thresholds = estimateThresholds(
    held.map((number) => ({ confidence: weighFeatures(number.features, numberWeights), right: number.right })),
    held.length,
  );
  const right = held.filter((number) => number.right).length;
  onProgress?.(
    `numbers: ${right}/${held.length} ${JSON.stringify(numberWeights)} ${JSON.stringify(number_thresholds)}`,
  );
  const number_weights = { ...numberWeights, beside_others: besideOthers };
  return { number_weights, number_thresholds, ...(line_weights && { line_weights }) };
}

/** Reads before it is known what a confidence is worth, and accepts nothing. */
export function openUnfitted(
  { finder, classifier, lineReader, besideOthers }: FitNumbersOptions,
  weights: ReadingWeights,
): ReadingModel<Picture> {
  const manifest = {
    weights,
    number_weights: { ...NO_WEIGHTS, beside_others: besideOthers },
    thresholds: [],
    number_thresholds: [],
    classes: CLASSES,
  };
  return {
    ...{ finder, classifier, lineReader, decode: async (picture) => picture },
    manifest: manifest as unknown as Manifest,
  };
}

async function fitLines(
  pictures: readonly (() => CalibrationPicture)[],
  model: Parameters<typeof gradeInLine>[1],
  signal: AbortSignal | undefined,
): Promise<LineWeights> {
  const candidates: CandidateInLine[] = [];
  for (const picture of pictures) {
    signal?.throwIfAborted();
    candidates.push(...(await gradeInLine(picture(), model)));
  }
  return fitLineWeights(candidates);
}

async function grade(
  pictures: readonly (() => CalibrationPicture)[],
  model: ReadingModel<Picture>,
  signal: AbortSignal | undefined,
): Promise<GradedNumber[]> {
  const graded: GradedNumber[] = [];
  for (const picture of pictures) {
    signal?.throwIfAborted();
    const made = picture();
    const isOneLine = made.kind === "line";
    const { numbers } = await readNumbers(made.picture, model, { isOneLine });
    const own = gradeNumbers(numbers, made);
    for (let i = 0; i < (isOneLine ? REAL_REPEATS : 1); i++) graded.push(...own);
  }
  return graded;
}
