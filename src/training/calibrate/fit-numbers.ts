import { NON_DIGIT, type NumberWeights } from "../../core/manifest.ts";
import { NUMBER_FEATURES, type NumberFeatures } from "../../core/numbers/number-features.ts";
import type { NumberReading } from "../../core/numbers/number-reading.ts";
import type { Box, Picture } from "../../core/picture.ts";
import { type Item, UNCERTAIN } from "../scenes/pages/page.ts";
import { type CalibrationPicture, MIN_SIDE } from "./calibration-picture.ts";
import { fitLogLinear } from "./fit-log-linear.ts";

/** What the logistic regression gives. */
export type FittedNumberWeights = Omit<NumberWeights, "beside_others">;

/** A number that was read, and whether it was right. */
export interface GradedNumber {
  readonly features: NumberFeatures;
  readonly right: boolean;
}

/** What to start from, and stay at where nothing speaks for a change; 0 for all others. */
const START: Partial<FittedNumberWeights> = { posterior: 0.5, weakest: 0.5, length: -0.2 };
/** A digit that stands at most so far beside a number, in heights of the digit, belongs to it. */
const MAX_NEXT = 0.35;

/**
 * Compares what was read with the digits that are there: a number is right that is all of the digits in
 * its box, and whole words: a space may part two numbers, or thousands, and so may a ruling. Of digits whose text isn't known, none may
 * stand right beside it. Leaves out what nobody can tell, and numbers that the picture's border cuts: what a reading warns of as `cut_off` is never
 * accepted.
 */
export function gradeNumbers(read: readonly NumberReading[], { items, picture }: CalibrationPicture): GradedNumber[] {
  const digits = items.filter(({ label }) => label !== NON_DIGIT);
  return read.flatMap((number) => {
    const { features } = number;
    if (features === undefined || number.warnings.includes("cut_off")) return [];
    const [inside, outside] = [true, false].map((is) => digits.filter(({ box }) => isInside(box, number.box) === is));
    if (inside.some(({ label, box }) => label === UNCERTAIN || Math.max(box.width, box.height) < MIN_SIDE)) return [];
    const beside = outside.filter(({ box }) => isNext(box, number.box));
    if ([...inside, ...beside].some(({ label, box }) => label === UNCERTAIN || isAtBorder(box, picture))) return [];
    const text = inside
      .toSorted((a, b) => a.box.x + a.box.width / 2 - b.box.x - b.box.width / 2)
      .map(({ label }) => label)
      .join("");
    const right = text === digitsOf(number) && isWhole(inside, outside, beside);
    return [{ features, right }];
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

/** Logistic regression (Platt 1999) of "the whole number is right". */
export function fitNumberWeights(numbers: readonly GradedNumber[]): FittedNumberWeights {
  const nothing = ["bias", ...NUMBER_FEATURES].map(() => 0);
  const [bias, ...weights] = fitLogLinear(
    numbers.map(({ features, right }) => ({
      features: [[1, ...NUMBER_FEATURES.map((name) => features[name])], nothing],
      outcome: right ? 0 : 1,
    })),
    [0, ...NUMBER_FEATURES.map((name) => START[name] ?? 0)],
  );
  const named = NUMBER_FEATURES.map((name, i) => [name, weights[i]] as const);
  return { bias, ...(Object.fromEntries(named) as Record<(typeof NUMBER_FEATURES)[number], number>) };
}
