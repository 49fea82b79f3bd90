import { NON_DIGIT, type NumberWeights } from "../../core/manifest.ts";
import type { NumberReading } from "../../core/numbers/number-reading.ts";
import { leastPresence } from "../../core/numbers/read-line.ts";
import type { Box, Picture } from "../../core/picture.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";
import { type CalibrationPicture, MIN_SIDE } from "./calibration-picture.ts";
import { fitLogLinear } from "./fit-log-linear.ts";

/** What the logistic regression gives. */
export type FittedNumberWeights = Omit<NumberWeights, "beside_others">;

/** Under these a number's confidence is its share among all readings of its line. */
export const PLAIN_NUMBER_WEIGHTS: FittedNumberWeights = { bias: 0, posterior: 1, weakest: 0, length: 0, presence: 0 };

/** What is known of a number that was read, and whether it was right. */
export interface GradedNumber {
  /** `[5]`: 1, log odds of its share, log odds of its weakest digit, logarithm of its length, the finder's least log odds of its digits. */
  readonly features: readonly number[];
  readonly right: boolean;
}

const START = [0, 0.5, 0.5, -0.2, 0];
/** A digit that stands at most so far beside a number, in heights of the digit, belongs to it. */
const MAX_NEXT = 0.35;
/** As `readLine` bounds probabilities. */
const MIN_DOUBT = 1e-6;

/**
 * Compares what was read, under `PLAIN_NUMBER_WEIGHTS`, with the digits that are there: a number is right that is all of the digits in
 * its box, and whole words: a space may part two numbers, or thousands, and so may a ruling. Of digits whose text isn't known, none may
 * stand right beside it. Leaves out what nobody can tell, and numbers that the picture's border cuts: what a reading warns of as `cut_off` is never
 * accepted.
 */
export function gradeNumbers(read: readonly NumberReading[], { items, picture }: CalibrationPicture): GradedNumber[] {
  const digits = items.filter(({ label }) => label !== NON_DIGIT);
  return read.flatMap((number) => {
    if (number.text === null || number.warnings.includes("cut_off")) return [];
    const [inside, outside] = [true, false].map((is) => digits.filter(({ box }) => isInside(box, number.box) === is));
    if (inside.some(({ label, box }) => label === UNCERTAIN || Math.max(box.width, box.height) < MIN_SIDE)) return [];
    const beside = outside.filter(({ box }) => isNext(box, number.box));
    if ([...inside, ...beside].some(({ label, box }) => label === UNCERTAIN || isAtBorder(box, picture))) return [];
    const text = inside
      .toSorted((a, b) => a.box.x + a.box.width / 2 - b.box.x - b.box.width / 2)
      .map(({ label }) => label)
      .join("");
    const right = text === digitsOf(number) && isWhole(inside, outside, beside);
    return [{ features: featuresOf(number), right }];
  });
}

const digitsOf = ({ digits }: NumberReading) => digits.map(({ digit }) => digit).join("");

/** Whether the middle of a digit lies in the number's box. */
function isInside(digit: Box, { x, y, width, height }: Box): boolean {
  const [middleX, middleY] = [digit.x + digit.width / 2, digit.y + digit.height / 2];
  return middleX >= x && middleX <= x + width && middleY >= y && middleY <= y + height;
}

/** Whether a number begins and ends where words do. */
function isWhole(inside: readonly Item[], outside: readonly Item[], beside: readonly Item[]): boolean {
  const isCut = ({ text, word }: Item) => inside.some((item) => item.text === text && item.word === word);
  return (
    !beside.some(({ text }) => text === undefined) && !outside.some((item) => item.text !== undefined && isCut(item))
  );
}

/** Where items are clipped: more of the digit may lie beyond. */
function isAtBorder({ x, y, width, height }: Box, picture: Picture): boolean {
  return x <= 0 || y <= 0 || x + width >= picture.width || y + height >= picture.height;
}

/** Whether a digit stands right beside the number, on the same line. */
function isNext(digit: Box, number: Box): boolean {
  const down = Math.min(digit.y + digit.height, number.y + number.height) - Math.max(digit.y, number.y);
  const gap = Math.max(digit.x - number.x - number.width, number.x - digit.x - digit.width);
  return down > 0.5 * Math.min(digit.height, number.height) && gap < MAX_NEXT * digit.height;
}

function featuresOf({ confidence, digits }: NumberReading): number[] {
  const weakest = Math.min(...digits.map((digit) => digit.confidence));
  return [1, logOdds(confidence), logOdds(weakest), Math.log(digits.length), leastPresence(digits)];
}

function logOdds(probability: number): number {
  const p = Math.min(1 - MIN_DOUBT, Math.max(MIN_DOUBT, probability));
  return Math.log(p / (1 - p));
}

/** Logistic regression (Platt 1999) of "the whole number is right". */
export function fitNumberWeights(numbers: readonly GradedNumber[]): FittedNumberWeights {
  const nothing = [0, 0, 0, 0, 0];
  const [bias, posterior, weakest, length, presence] = fitLogLinear(
    numbers.map(({ features, right }) => ({ features: [features, nothing], outcome: right ? 0 : 1 })),
    START,
  );
  return { bias, posterior, weakest, length, presence };
}

/** The confidence that `readLine` states under these weights. */
export function confidenceOf(
  { features }: GradedNumber,
  { bias, posterior, weakest, length, presence }: FittedNumberWeights,
): number {
  const sum = [bias, posterior, weakest, length, presence].reduce(
    (total, weight, i) => total + weight * features[i],
    0,
  );
  return 1 / (1 + Math.exp(-sum));
}
