import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { ImageSet } from "./image-set.ts";
import { type LabelledReading, measure } from "./measure.ts";
import type { NumberResult } from "./measure-numbers.ts";
import { roc } from "./roc.ts";
import { readable, type Summary, summarize } from "./summarize.ts";

/** One set, measured. */
export interface SetResult {
  readonly readings: readonly LabelledReading[];
  readonly summary: Summary;
}

export interface EvaluateOptions {
  readonly maxError?: number;
  /** Called after each set. */
  readonly onResult?: (result: SetResult) => void;
}

/** Measures one set after the other. */
export async function evaluateSets(
  reader: Reader,
  sets: readonly ImageSet[],
  { maxError = DEFAULT_MAX_ERROR, onResult }: EvaluateOptions = {},
): Promise<SetResult[]> {
  const results: SetResult[] = [];
  for (const set of sets) {
    const readings = await measure(reader, set.images(), { maxError });
    const result = { readings, summary: summarize(set.name, set.title, readings, maxError) };
    onResult?.(result);
    results.push(result);
  }
  return results;
}

/** How well "no digit" tells pictures of digits from others, as `evaluate --json` writes it. */
export interface NonDigitSummary {
  /** Area under the ROC curve of `not_a_digit`, 0…1. */
  readonly auroc: number;
  readonly digits: number;
  readonly none: number;
}

/** Over all sets together; null unless there are both digits and others. */
export function summarizeNonDigit(results: readonly SetResult[]): NonDigitSummary | null {
  const { digits, none } = nonDigitScores(results);
  if (digits.length === 0 || none.length === 0) return null;
  return { auroc: roc(none, digits).area, digits: digits.length, none: none.length };
}

/** Probabilities of "no digit" of all readable pictures, by the truth. */
export function nonDigitScores(results: readonly SetResult[]): { digits: number[]; none: number[] } {
  const digits: number[] = [];
  const none: number[] = [];
  for (const { readings } of results) {
    for (const { label, nonDigit } of readable(readings)) (label === null ? none : digits).push(nonDigit);
  }
  return { digits, none };
}

/** Everything that `evaluate --json` prints. */
export function toEvaluationJson(
  { name, version, sha256 }: Manifest,
  results: readonly SetResult[],
  numbers: readonly NumberResult[] = [],
) {
  return {
    model: { name, version, sha256 },
    sets: results.map((result) => result.summary),
    no_digit: summarizeNonDigit(results),
    numbers: numbers.map((result) => result.summary),
  };
}
