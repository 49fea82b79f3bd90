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

/** How much a real line counts against a made-up number, where weights are fitted. */
const REAL_REPEATS = 4;

/**
 * Fits on held-out pictures of numbers how a digit by itself and its line are combined, what a number's confidence is, and what that must
 * be to be accepted. Thresholds are measured by cross-validation in two halves: no number is judged by weights that were fitted on it.
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
  const gradeAll = async (half: typeof even) => ({
    made: await grade([...half(stored), ...half(drawn)], reading, signal),
    real: await grade(half(real), reading, signal),
  });
  const halves = [await gradeAll(even), await gradeAll(odd)];
  const fit = (parts: typeof halves) =>
    fitNumberWeights(parts.flatMap((part) => [...part.made, ...repeat(part.real, REAL_REPEATS)]));
  // Each half is judged by weights of the other one.
  const held = halves.flatMap((part, i) => {
    const weights = fit([halves[1 - i]]);
    return [...part.made, ...part.real].map(({ features, right }) => ({
      confidence: weighFeatures(features, weights),
      right,
    }));
  });
  const number_thresholds = estimateThresholds(held, held.length);
  const number_weights = { ...fit(halves), beside_others: besideOthers };
  onProgress?.(
    `numbers: ${held.filter(({ right }) => right).length}/${held.length} ${JSON.stringify(number_weights)} ${JSON.stringify(number_thresholds)}`,
  );
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
    const { numbers } = await readNumbers(made.picture, model, { isOneLine: made.kind === "line" });
    graded.push(...gradeNumbers(numbers, made));
  }
  return graded;
}

function repeat<T>(all: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => all).flat();
}
