import type { Constraint } from "./constrain/compile-constraint.ts";
import { DEFAULT_MAX_ERROR } from "./decide/decide.ts";
import { findNumbers } from "./find-numbers.ts";
import { flatten } from "./image/flatten.ts";
import { isCrop } from "./image/is-crop.ts";
import { toOriginalBox } from "./image/to-original-box.ts";
import { type JudgedInLine, judgeInLine } from "./judge-in-line.ts";
import type { Manifest } from "./manifest.ts";
import { layOutTable } from "./numbers/lay-out-table.ts";
import type { NumberReading, NumbersReading } from "./numbers/number-reading.ts";
import { type LineReading, readLine } from "./numbers/read-line.ts";
import type { Picture } from "./picture.ts";
import type { ReadingModel, ReadOptions } from "./reading-model.ts";
import { startStopwatch } from "./stopwatch.ts";

export interface ReadNumbersOptions extends ReadOptions {
  /** What every number must satisfy; see `compileConstraint`. */
  readonly constraint?: Constraint | null;
  /** Everything on the picture is one number on one line. */
  readonly isOneLine?: boolean;
}

/** A number that ends so near to the picture's left or right border, in its own heights, may go on beyond it. */
const MIN_MARGIN = 0.35;

/**
 * Reads every number on a picture, in reading order: decode, find, frame, classify; lines, line reader, lattice, constraint.
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
  const { judged, lines } = await findNumbers(picture, model, watch, { signal, isOneLine });
  const inLine = await judgeInLine(picture, judged, lines.flat(), model, watch);
  const numbers = readLines(lines, inLine, model.manifest, maxError, constraint).map((number) =>
    isOneLine ? number : doubtAtBorder(number, picture),
  );
  watch.note("inferMs");
  return {
    numbers: inReadingOrder(numbers).map((number) => toOriginal(number, picture)),
    warnings: picture.truncated ? ["truncated"] : [],
    timings: watch.timings(),
  };
}

/** Of a number that may be cut nobody can tell the whole: it is for review. */
function doubtAtBorder(number: LineReading, picture: Picture): LineReading {
  const { box, warnings, decision } = number;
  const margin = Math.min(box.x, picture.width - box.x - box.width);
  if (isCrop(picture) || margin >= MIN_MARGIN * box.height) return number;
  return {
    ...number,
    decision: decision === "accept" ? "review" : decision,
    warnings: warnings.includes("cut_off") ? warnings : [...warnings, "cut_off"],
  };
}

function readLines(
  lines: readonly (readonly (readonly number[])[])[],
  { judged, columns }: JudgedInLine,
  manifest: Manifest,
  maxError: number,
  constraint: Constraint | null,
): LineReading[] {
  const read = (...parts: readonly (readonly number[])[]) =>
    readLine(
      parts.flat().map((i) => judged[i]),
      parts.flatMap((part) => columns.get(part) ?? []),
      manifest,
      maxError,
      constraint,
    );
  return lines.flatMap((parts) => {
    const numbers = parts.map((part) => read(part)).filter((number) => number !== undefined);
    if (constraint === null || parts.length === 1 || numbers.every(({ text }) => text !== null)) return numbers;
    // What stands wide apart may still be one number, if only as one it satisfies the constraint.
    const whole = read(...parts);
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
