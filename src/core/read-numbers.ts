import type { Constraint } from "./constrain/compile-constraint.ts";
import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { DEFAULT_MAX_ERROR } from "./decide/decide.ts";
import { findRegions } from "./find/find-regions.ts";
import { frameCandidate } from "./frame/frame-candidate.ts";
import { flatten } from "./image/flatten.ts";
import { toOriginalBox } from "./image/to-original-box.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { judgeOwnInk } from "./judge-own-ink.ts";
import { type Manifest, NON_DIGIT } from "./manifest.ts";
import { groupLines } from "./numbers/group-lines.ts";
import { layOutTable } from "./numbers/lay-out-table.ts";
import type { NumberReading, NumbersReading } from "./numbers/number-reading.ts";
import { type LineReading, readLine } from "./numbers/read-line.ts";
import { splitNumbers } from "./numbers/split-numbers.ts";
import type { Picture } from "./picture.ts";
import type { ReadingModel, ReadOptions } from "./reading-model.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";

export interface ReadNumbersOptions extends ReadOptions {
  /** What every number must satisfy; see `compileConstraint`. */
  readonly constraint?: Constraint | null;
  /** Everything on the picture is one number on one line. */
  readonly isOneLine?: boolean;
}

/** Odds from which on a region may be a digit of a number: lower than for a digit alone, since its neighbours speak for it. */
const MIN_LOGIT = Math.log(0.12 / 0.88);
/** A candidate that is no digit this surely takes no part in a line. */
const MAX_NON_DIGIT = 0.985;
/** A page's digits are a few pixels high at the first look, and boxed too roughly at the second. */
const WHOLE_LOOKS = 3;
/** More digits than this are not read: the likeliest are. */
const MAX_DIGITS = 1200;

/**
 * Reads every number on a picture, in reading order: decode, find, frame, classify; lines, lattice, constraint.
 *
 * @throws PredictorError `cancelled`, and what decoder and networks throw
 */
export async function readNumbers<Source>(
  source: Source,
  model: ReadingModel<Source>,
  { maxError = DEFAULT_MAX_ERROR, signal, constraint = null, isOneLine = false }: ReadNumbersOptions = {},
): Promise<NumbersReading> {
  const watch = startStopwatch(signal);
  const picture = flatten(await model.decode(source, signal));
  watch.note("decodeMs");
  watch.refuseIfGone();
  const judged = await judgeAll(picture, model, watch, signal);
  const numbers = readLines(judged, model.manifest, maxError, constraint, isOneLine);
  watch.note("inferMs");
  return {
    numbers: inReadingOrder(numbers).map((number) => toOriginal(number, picture)),
    warnings: picture.truncated ? ["truncated"] : [],
    timings: watch.timings(),
  };
}

async function judgeAll<Source>(
  picture: Picture,
  model: ReadingModel<Source>,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedCandidate[]> {
  const own = await judgeOwnInk(picture, model, watch, signal);
  if (own.isSure) return [...own.judged];
  const regions = await findRegions(picture, model.finder, {
    ...{ minLogit: MIN_LOGIT, wholeLooks: WHOLE_LOOKS },
    ...watch.hooks,
  });
  const candidates = regions.slice(0, MAX_DIGITS).map((region) => frameCandidate(picture, region.box, region));
  watch.note("findMs");
  return (await judgeCandidates(candidates, model, watch, signal)).filter(
    ({ probabilities }) => probabilities[NON_DIGIT] < MAX_NON_DIGIT,
  );
}

function readLines(
  judged: readonly JudgedCandidate[],
  manifest: Manifest,
  maxError: number,
  constraint: Constraint | null,
  isOneLine: boolean,
): LineReading[] {
  const boxes = judged.map(({ candidate }) => candidate.box);
  const read = (line: readonly number[]) =>
    readLine(
      line.map((i) => judged[i]),
      manifest,
      maxError,
      constraint,
    );
  if (isOneLine) {
    const middle = (i: number) => boxes[i].x + boxes[i].width / 2;
    const all = Array.from(boxes.keys()).sort((a, b) => middle(a) - middle(b));
    const number = all.length > 0 ? read(all) : undefined;
    return number ? [number] : [];
  }
  return groupLines(boxes).flatMap((line) => {
    const parts = splitNumbers(boxes, line);
    const numbers = parts.map(read).filter((number) => number !== undefined);
    if (constraint === null || parts.length === 1 || numbers.every(({ text }) => text !== null)) return numbers;
    // What stands wide apart may still be one number, if only as one it satisfies the constraint.
    const whole = read(line);
    return whole && whole.text !== null ? [whole] : numbers;
  });
}

function inReadingOrder(numbers: readonly LineReading[]): NumberReading[] {
  const places = layOutTable(numbers.map(({ box }) => box));
  return numbers
    .map((number, index) => ({ ...number, ...places[index] }))
    .sort((a, b) => a.row - b.row || a.box.x - b.box.x);
}

/** Large pictures come smaller from the decoder; people want boxes in what they sent. */
function toOriginal(number: NumberReading, picture: Picture): NumberReading {
  return {
    ...number,
    box: toOriginalBox(number.box, picture),
    digits: number.digits.map((digit) => ({ ...digit, box: toOriginalBox(digit.box, picture) })),
  };
}
