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
/** Of a word with a wider gap than this, in heights, nobody can tell that it is one. */
const MAX_GAP = 1;
/** A digit that another one of its text covers by more than this share, across, can't be told. */
const MAX_COVERED = 0.5;
/** A digit lower than this share of those that were read, and of another text, is of another line. */
const MIN_HEIGHT = 0.5;

/**
 * Compares what was read with the digits that are there: a number is right that is all of the digits in
 * its box, and whole words: a space may part two numbers, or thousands, and so may a ruling. Of digits whose text isn't known, none may
 * stand right beside it. Leaves out what nobody can tell: unclear digits, and numbers that are right but for a digit that another one
 * covers, that stands as far away as another number, or that the picture's border cuts. What a reading warns of as `cut_off` is never
 * accepted, so it is left out, too.
 */
export function gradeNumbers(read: readonly NumberReading[], { items, picture }: CalibrationPicture): GradedNumber[] {
  const all = items.filter(({ label }) => label !== NON_DIGIT);
  return read.flatMap((number) => {
    const { features } = number;
    if (features === undefined || number.warnings.includes("cut_off")) return [];
    const digits = withoutOtherLines(all, number);
    const [inside, outside] = [true, false].map((is) => digits.filter(({ box }) => isInside(box, number.box) === is));
    if (inside.some(({ label, box }) => label === UNCERTAIN || Math.max(box.width, box.height) < MIN_SIDE)) return [];
    const isUnclear = ({ label, box }: Item) => label === UNCERTAIN || isAtBorder(box, picture);
    const beside = outside.filter(({ box }) => isNext(box, number.box));
    if ([...inside, ...beside].some(isUnclear)) return [];
    const line = toLine(inside);
    const goesOn = outside.filter((digit) => sharesWord(digit, inside));
    if (digitsOf(number) === textOf(line)) {
      if (goesOn.length > 0 && goesOn.every((digit) => isUnclear(digit) || isFar(digit, line))) return [];
      return [{ features, right: goesOn.length === 0 && beside.every((digit) => digit.text !== undefined) }];
    }
    const clear = line.filter((digit) => !line.some((other) => covers(other, digit)));
    return digitsOf(number) === textOf(clear) ? [] : [{ features, right: false }];
  });
}

/** Without the small digits of other texts that lie in or beside the number: notes, rulings' numbers, the next line. */
function withoutOtherLines(all: readonly Item[], { box, digits }: NumberReading): Item[] {
  const heights = digits.map((digit) => digit.box.height).sort((a, b) => a - b);
  const least = MIN_HEIGHT * heights[heights.length >> 1];
  const high = all.filter((item) => item.box.height >= least);
  const own = high.filter((item) => isInside(item.box, box));
  return all.filter(
    (item) => item.box.height >= least || item.text === undefined || own.some(({ text }) => text === item.text),
  );
}

function toLine(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => a.box.x + a.box.width / 2 - b.box.x - b.box.width / 2);
}

const textOf = (items: readonly Item[]) => items.map(({ label }) => label).join("");

/** Whether most of a digit lies behind a wider one of its text. */
function covers(other: Item, { box, text }: Item): boolean {
  if (other.text !== text || other.box === box || other.box.width <= box.width) return false;
  const across = Math.min(box.x + box.width, other.box.x + other.box.width) - Math.max(box.x, other.box.x);
  const down = Math.min(box.y + box.height, other.box.y + other.box.height) - Math.max(box.y, other.box.y);
  return across > MAX_COVERED * box.width && down > 0;
}

/** Whether a digit stands farther from all of these than digits of one number do. */
function isFar({ box }: Item, line: readonly Item[]): boolean {
  return line.every((other) => {
    const gap = Math.max(box.x - other.box.x - other.box.width, other.box.x - box.x - box.width);
    return gap > MAX_GAP * other.box.height;
  });
}

const digitsOf = ({ digits }: NumberReading) => digits.map(({ digit }) => digit).join("");

/** Whether the middle of a digit lies in the number's box. */
function isInside(digit: Box, { x, y, width, height }: Box): boolean {
  const [middleX, middleY] = [digit.x + digit.width / 2, digit.y + digit.height / 2];
  return middleX >= x && middleX <= x + width && middleY >= y && middleY <= y + height;
}

/** Whether a digit belongs to a word of which some are inside: then the number doesn't begin or end where words do. */
function sharesWord({ text, word }: Item, inside: readonly Item[]): boolean {
  return text !== undefined && inside.some((item) => item.text === text && item.word === word);
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
