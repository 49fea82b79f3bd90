import { softmax } from "../../core/decide/softmax.ts";
import { CLASSES, NON_DIGIT, type Threshold } from "../../core/manifest.ts";

const WIDTH = CLASSES.length;

/** Share of the pictures that people send that have no digit, as confidences and thresholds assume it. */
export const NON_DIGIT_SHARE = 0.1;

/** One reading as calibration sees it: how sure it was, and whether it was right. */
export interface GradedReading {
  /** 0…1. */
  readonly confidence: number;
  readonly right: boolean;
}

/** Readings of about the same confidence, put together. */
export interface ReliabilityBin {
  /** Confidences from this one… */
  readonly low: number;
  /** …to below this one; the last bin includes 1. */
  readonly high: number;
  readonly n: number;
  /** Mean confidence in the bin, 0…1; 0 where it is empty. */
  readonly confidence: number;
  /** Share of right readings in the bin, 0…1; 0 where it is empty. */
  readonly accuracy: number;
}

/**
 * The temperature with the least negative log-likelihood on held-out pictures (Guo et al. 2017, https://arxiv.org/abs/1706.04599).
 *
 * @param logits `[n, 11]`
 * @param labels `[n]`, 0…9 or 10 for no digit
 * @returns between 0.05 and 20
 */
export function fitTemperature(logits: Float32Array, labels: ArrayLike<number>): number {
  const loss = (logT: number) => negativeLogLikelihood(logits, labels, Math.exp(logT));
  return Math.exp(lowestOf(loss, Math.log(0.05), Math.log(20)));
}

/**
 * What to add to the logit of "none" so that it is as likely as it is among these pictures, and the temperature that goes with it.
 * Training shows far more of what is no digit than people send; the bias corrects for it (Saerens et al. 2002,
 * https://doi.org/10.1162/089976602753284446).
 */
export function fitNonDigitBias(
  logits: Float32Array,
  labels: ArrayLike<number>,
): { readonly nonDigitBias: number; readonly temperature: number } {
  let fit = { nonDigitBias: 0, temperature: fitTemperature(logits, labels) };
  for (let round = 0; round < 4; round++) {
    const loss = (bias: number) => negativeLogLikelihood(addToNonDigit(logits, bias), labels, fit.temperature);
    const nonDigitBias = lowestOf(loss, -8, 8);
    fit = { nonDigitBias, temperature: fitTemperature(addToNonDigit(logits, nonDigitBias), labels) };
  }
  return fit;
}

/** A copy of `logits` `[n, 11]` with this much more for "none". */
export function addToNonDigit(logits: Float32Array, bias: number): Float32Array {
  return logits.map((logit, i) => (i % WIDTH === NON_DIGIT ? logit + bias : logit));
}

/** Where a function with one valley is lowest, by golden section. */
function lowestOf(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let [atLeft, atRight] = [f(left), f(right)];
  while (high - low > 1e-4) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** Mean negative log-likelihood in nats; `logits` `[n, 11]`, `labels` `[n]`. */
export function negativeLogLikelihood(logits: Float32Array, labels: ArrayLike<number>, temperature: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const row = probabilitiesOf(logits, i, temperature);
    sum -= Math.log(Math.max(row[labels[i]], 1e-300));
  }
  return sum / labels.length;
}

/**
 * Puts readings into bins of equal width by their confidence: the reliability diagram of Niculescu-Mizil & Caruana 2005.
 */
export function reliabilityBins(readings: readonly GradedReading[], bins = 15): ReliabilityBin[] {
  const sums = Array.from({ length: bins }, () => ({ n: 0, confidence: 0, right: 0 }));
  for (const { confidence, right } of readings) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    bin.n++;
    bin.confidence += confidence;
    if (right) bin.right++;
  }
  return sums.map(({ n, confidence, right }, index) => ({
    low: index / bins,
    high: (index + 1) / bins,
    n,
    confidence: n === 0 ? 0 : confidence / n,
    accuracy: n === 0 ? 0 : right / n,
  }));
}

/** Expected calibration error, 0…1: mean distance of confidence and accuracy over bins of equal width (Guo et al. 2017). */
export function expectedCalibrationError(readings: readonly GradedReading[], bins = 15): number {
  const distance = reliabilityBins(readings, bins).reduce(
    (sum, bin) => sum + bin.n * Math.abs(bin.confidence - bin.accuracy),
    0,
  );
  return readings.length === 0 ? 0 : distance / readings.length;
}

/** Error rates that a user may ask for without interpolation. */
export const MAX_ERRORS = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001] as const;

export interface ThresholdOptions {
  readonly maxErrors?: readonly number[];
  /** Probability that a promise about the error rate is wrong, above 0 to 1. */
  readonly delta?: number;
}

/** Shares rejected that are tried: geometric, so that the promise is paid for 64 times and not once per picture. */
const TRIED_REJECTIONS = [0, ...Array.from({ length: 63 }, (_, i) => 0.001 * 1000 ** (i / 63))];

/**
 * The least confidence at which accepting keeps the promised error rate: selective classification with guaranteed risk
 * (Geifman & El-Yaniv 2017, https://arxiv.org/abs/1705.08500).
 *
 * A threshold is taken only where the binomial test refuses "more than `max_error` of the accepted are wrong" at `delta`,
 * shared (Bonferroni) among the coverages tried; so the promise holds for the population that the pictures stand for, and not only
 * for these pictures. Readings of "none" are never accepted. An accepted reading is wrong if it is not the label,
 * so also where the picture is no digit. Rates that the pictures are too few to promise get no threshold.
 *
 * @param logits `[n, 11]`, held out from training and from the fit of the temperature as far as possible
 * @param labels `[n]`, 0…9 or 10 for no digit
 */
export function selectThresholds(
  logits: Float32Array,
  labels: ArrayLike<number>,
  temperature: number,
  { maxErrors = MAX_ERRORS, delta = 0.05 }: ThresholdOptions = {},
): Threshold[] {
  return certifyThresholds(grade(logits, labels, temperature), labels.length, { maxErrors, delta });
}

/**
 * The same from readings.
 *
 * @param graded those that name a digit or a number
 * @param n how many there were, the others included
 */
export function certifyThresholds(
  graded: readonly GradedReading[],
  n: number,
  { maxErrors = MAX_ERRORS, delta = 0.05 }: ThresholdOptions = {},
): Threshold[] {
  const readings = graded.toSorted((a, b) => b.confidence - a.confidence);
  const wrongUpTo = new Uint32Array(readings.length + 1);
  readings.forEach((best, i) => {
    wrongUpTo[i + 1] = wrongUpTo[i] + (best.right ? 0 : 1);
  });
  const cuts = TRIED_REJECTIONS.map((share) => extendOverTies(readings, Math.floor(readings.length * (1 - share))));
  const tried = [...new Set(cuts)].filter((accepted) => accepted > 0);
  const thresholds: Threshold[] = [];
  for (const maxError of [...maxErrors].sort((a, b) => b - a)) {
    const accepted = tried.find(
      (count) => binomialTail(wrongUpTo[count], count, maxError) <= delta / TRIED_REJECTIONS.length,
    );
    if (accepted === undefined) continue;
    const confidence = readings[accepted - 1].confidence;
    thresholds.push({ max_error: maxError, confidence, coverage: accepted / n, n });
  }
  return thresholds;
}

/** Wrong readings that there might have been beside those that there were, before a rate is promised. */
const RESERVE = 2;

/**
 * The least confidence at which no more than the error rate of these readings were wrong, with two wrong readings to spare. It promises less
 * than `certifyThresholds`, and needs far fewer readings. A rate that no confidence keeps gets no threshold.
 */
export function estimateThresholds(
  graded: readonly GradedReading[],
  n: number,
  maxErrors: readonly number[] = MAX_ERRORS,
): Threshold[] {
  const readings = graded.toSorted((a, b) => b.confidence - a.confidence);
  return [...maxErrors]
    .sort((a, b) => b - a)
    .flatMap((maxError) => {
      let [accepted, wrong] = [0, 0];
      for (const [i, { confidence, right }] of readings.entries()) {
        if (!right) wrong++;
        const isLastOfItsConfidence = readings[i + 1]?.confidence !== confidence;
        if (isLastOfItsConfidence && wrong + RESERVE <= maxError * (i + 1)) accepted = i + 1;
      }
      if (accepted === 0) return [];
      return [{ max_error: maxError, confidence: readings[accepted - 1].confidence, coverage: accepted / n, n }];
    });
}

/** Readings that name a digit, with their confidence; "none" is left out. `logits` `[n, 11]`, `labels` `[n]`. */
function grade(logits: Float32Array, labels: ArrayLike<number>, temperature: number): GradedReading[] {
  const readings: GradedReading[] = [];
  for (let i = 0; i < labels.length; i++) {
    const row = probabilitiesOf(logits, i, temperature);
    const best = row.indexOf(Math.max(...row));
    if (best !== NON_DIGIT) readings.push({ confidence: row[best], right: best === labels[i] });
  }
  return readings;
}

/** A threshold can't tell equal confidences apart: takes all of them or, at the very top, none less. */
function extendOverTies(sorted: readonly GradedReading[], count: number): number {
  let end = count;
  while (end > 0 && end < sorted.length && sorted[end].confidence === sorted[end - 1].confidence) end++;
  return end;
}

/** Probability of at most `k` events among `n` that have probability `p` each. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= k; i++) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Row `i` of `logits` `[n, 11]` as probabilities `[11]`. */
function probabilitiesOf(logits: Float32Array, i: number, temperature: number): number[] {
  return softmax(logits.subarray(i * WIDTH, (i + 1) * WIDTH), temperature);
}
