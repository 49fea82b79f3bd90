import { overlap } from "../../core/image/overlap.ts";
import type { NumberWeights } from "../../core/manifest.ts";
import type { NumberReading } from "../../core/numbers/number-reading.ts";
import { type CalibrationPicture, trueNumbers } from "./calibration-picture.ts";
import { fitLogLinear } from "./fit-log-linear.ts";

/** What the logistic regression gives. */
export type FittedNumberWeights = Omit<NumberWeights, "beside_others">;

/** Under these a number's confidence is its share among all readings of its line. */
export const PLAIN_NUMBER_WEIGHTS: FittedNumberWeights = { bias: 0, posterior: 1, weakest: 0, length: 0 };

/** What is known of a number that was read, and whether it was right. */
export interface GradedNumber {
  /** `[4]`: 1, log odds of its share, log odds of its weakest digit, logarithm of its length. */
  readonly features: readonly number[];
  readonly right: boolean;
}

const START = [0, 0.5, 0.5, -0.2];
/** A read number is held against the true one that it overlaps with by this at least. */
const SAME = 0.5;
const OTHER = 0.1;
/** As `readLine` bounds probabilities. */
const MIN_DOUBT = 1e-6;

/** Compares what was read, under `PLAIN_NUMBER_WEIGHTS`, with what is there; leaves out what nobody can tell. */
export function gradeNumbers(read: readonly NumberReading[], truth: CalibrationPicture): GradedNumber[] {
  const all = trueNumbers(truth);
  return read.flatMap((number) => {
    if (number.text === null) return [];
    const nearest = all.toSorted((a, b) => overlap(b.box, number.box) - overlap(a.box, number.box))[0];
    const shared = nearest ? overlap(nearest.box, number.box) : 0;
    if (shared > OTHER && nearest.text === undefined) return [];
    const right = shared >= SAME && nearest.text === number.text;
    return [{ features: featuresOf(number), right }];
  });
}

function featuresOf({ confidence, digits }: NumberReading): number[] {
  const weakest = Math.min(...digits.map((digit) => digit.confidence));
  return [1, logOdds(confidence), logOdds(weakest), Math.log(digits.length)];
}

function logOdds(probability: number): number {
  const p = Math.min(1 - MIN_DOUBT, Math.max(MIN_DOUBT, probability));
  return Math.log(p / (1 - p));
}

/** Logistic regression (Platt 1999) of "the whole number is right". */
export function fitNumberWeights(numbers: readonly GradedNumber[]): FittedNumberWeights {
  const nothing = [0, 0, 0, 0];
  const [bias, posterior, weakest, length] = fitLogLinear(
    numbers.map(({ features, right }) => ({ features: [features, nothing], outcome: right ? 0 : 1 })),
    START,
  );
  return { bias, posterior, weakest, length };
}

/** The confidence that `readLine` states under these weights. */
export function confidenceOf(
  { features }: GradedNumber,
  { bias, posterior, weakest, length }: FittedNumberWeights,
): number {
  const sum = [bias, posterior, weakest, length].reduce((total, weight, i) => total + weight * features[i], 0);
  return 1 / (1 + Math.exp(-sum));
}
