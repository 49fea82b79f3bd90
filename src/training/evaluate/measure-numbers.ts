import { overlap } from "../../core/image/overlap.ts";
import type { DigitOfNumber, NumberReading } from "../../core/numbers/number-reading.ts";
import type { Box } from "../../core/picture.ts";
import type { Decision } from "../../core/reading.ts";
import { PredictorError } from "../../errors.ts";
import type { NumbersOptions, Reader } from "../../reader/create-reader.ts";
import type { NumberSet } from "./number-set.ts";
import { type Interval, wilson } from "./wilson.ts";

/** What was read from one picture of a number, beside the truth. */
export interface MeasuredNumber {
  readonly name: string;
  readonly truth: string;
  /** What was read; empty where nothing was. */
  readonly text: string;
  readonly decision: Decision;
  readonly confidence: number;
  /** Kept for those that are not right, to be looked at. */
  readonly evidence?: NumberEvidence;
}

/** A picture, where its number is, and the digits that were read there. */
export interface NumberEvidence {
  readonly bytes: Uint8Array;
  /** Undefined where the number is the only one. */
  readonly place: Box | undefined;
  readonly digits: readonly DigitOfNumber[];
}

/** The figures of one set of numbers, as `evaluate --json` writes them. Shares are 0…1, the interval is Wilson's at 95 %. */
export interface NumberSummary {
  readonly set: string;
  readonly title: string;
  readonly n: number;
  /** Numbers that were read right as a whole. */
  readonly right: number;
  readonly exact: number;
  readonly interval: Interval;
  /** Digits that were missed, made up or misread, by the digits that there are. */
  readonly digit_error_rate: number;
  readonly missed: number;
  readonly extra: number;
  readonly misread: number;
  readonly accepted: { readonly max_error: number; readonly share: number; readonly wrong: number };
}

export interface NumberResult {
  readonly summary: NumberSummary;
  readonly numbers: readonly MeasuredNumber[];
}

/**
 * Has every picture read as a client would. The answer is the number that lies where the truth does, or the tallest one where nobody
 * says where that is.
 */
export async function measureNumbers(reader: Reader, set: NumberSet, maxError: number): Promise<NumberResult> {
  const numbers: MeasuredNumber[] = [];
  const options = { ...set.options, maxError };
  let last: { readonly bytes: Uint8Array; readonly found: readonly NumberReading[] } | undefined;
  for await (const { name, bytes, text: truth, box } of set.images()) {
    if (last?.bytes !== bytes) last = { bytes, found: await readAll(reader, bytes, options) };
    const found = box === undefined ? pickTallest(last.found) : pickAt(last.found, box);
    const { text = null, decision = "reject", confidence = 0, digits = [] } = found ?? {};
    const measured = { name, truth, text: text ?? "", decision, confidence };
    numbers.push(text === truth ? measured : { ...measured, evidence: { bytes, place: box, digits } });
  }
  return { summary: summarizeNumbers(set, numbers, maxError), numbers };
}

async function readAll(reader: Reader, bytes: Uint8Array, options: NumbersOptions): Promise<readonly NumberReading[]> {
  try {
    return (await reader.readNumbers(bytes, options)).numbers;
  } catch (error) {
    if (error instanceof PredictorError) return [];
    throw error;
  }
}

function pickTallest(numbers: readonly NumberReading[]): NumberReading | undefined {
  const height = ({ digits }: NumberReading) => Math.max(...digits.map(({ box }) => box.height));
  return numbers.toSorted((a, b) => height(b) * b.confidence - height(a) * a.confidence)[0];
}

function pickAt(numbers: readonly NumberReading[], box: Box): NumberReading | undefined {
  const [nearest] = numbers.toSorted((a, b) => overlap(b.box, box) - overlap(a.box, box));
  return nearest && overlap(nearest.box, box) > 0 ? nearest : undefined;
}

function summarizeNumbers(
  { name, title }: NumberSet,
  numbers: readonly MeasuredNumber[],
  maxError: number,
): NumberSummary {
  const n = numbers.length;
  const isRight = ({ text, truth }: MeasuredNumber) => text === truth;
  const right = numbers.filter(isRight).length;
  const accepted = numbers.filter(({ decision }) => decision === "accept");
  const edits = { missed: 0, extra: 0, misread: 0 };
  for (const { text, truth } of numbers) {
    const own = countEdits(truth, text);
    for (const kind of ["missed", "extra", "misread"] as const) edits[kind] += own[kind];
  }
  const digits = numbers.reduce((sum, { truth }) => sum + truth.length, 0);
  return {
    ...{ set: name, title, n, right, exact: n === 0 ? 0 : right / n, interval: wilson(right, n) },
    digit_error_rate: digits === 0 ? 0 : (edits.missed + edits.extra + edits.misread) / digits,
    ...edits,
    accepted: {
      max_error: maxError,
      share: n === 0 ? 0 : accepted.length / n,
      wrong: accepted.filter((number) => !isRight(number)).length,
    },
  };
}

/** The fewest changes that make `text` of `truth` (Levenshtein 1966). */
export function countEdits(truth: string, text: string): { missed: number; extra: number; misread: number } {
  type Cell = { readonly cost: number; readonly missed: number; readonly extra: number; readonly misread: number };
  let row: Cell[] = Array.from({ length: text.length + 1 }, (_, extra) => ({
    cost: extra,
    missed: 0,
    extra,
    misread: 0,
  }));
  for (let i = 1; i <= truth.length; i++) {
    const next: Cell[] = [{ cost: i, missed: i, extra: 0, misread: 0 }];
    for (let j = 1; j <= text.length; j++) {
      const [up, left, across] = [row[j], next[j - 1], row[j - 1]];
      const isSame = truth[i - 1] === text[j - 1];
      const options: Cell[] = [
        isSame ? across : { ...across, cost: across.cost + 1, misread: across.misread + 1 },
        { ...up, cost: up.cost + 1, missed: up.missed + 1 },
        { ...left, cost: left.cost + 1, extra: left.extra + 1 },
      ];
      next.push(options.reduce((a, b) => (b.cost < a.cost ? b : a)));
    }
    row = next;
  }
  const { missed, extra, misread } = row[text.length];
  return { missed, extra, misread };
}
