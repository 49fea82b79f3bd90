import type { Manifest } from "../../core/manifest.ts";
import type { Recognizer } from "../../core/read-digit.ts";
import type { PictureSet } from "./image-set.ts";
import { measure, type Outcome } from "./measure.ts";
import { roc } from "./roc.ts";
import { readable, type Summary, summarize } from "./summarize.ts";

/** Error rate that acceptance is reported for, unless asked otherwise. */
export const DEFAULT_MAX_ERROR = 0.005;

/** One set, measured. */
export interface SetResult {
  readonly outcomes: readonly Outcome[];
  readonly summary: Summary;
}

export interface EvaluateOptions {
  readonly maxError?: number;
  /** Called after each set. */
  readonly onResult?: (result: SetResult) => void;
}

/** Measures one set after the other. */
export async function evaluateSets(
  recognizer: Recognizer,
  sets: readonly PictureSet[],
  { maxError = DEFAULT_MAX_ERROR, onResult }: EvaluateOptions = {},
): Promise<SetResult[]> {
  const results: SetResult[] = [];
  for (const set of sets) {
    const outcomes = await measure(recognizer, set.pictures(), { maxError });
    const result = { outcomes, summary: summarize(set.name, set.title, outcomes, maxError) };
    onResult?.(result);
    results.push(result);
  }
  return results;
}

/** How well "no digit" tells pictures of digits from others, as `evaluate --json` writes it. */
export interface NoDigitSummary {
  /** Area under the ROC curve of `not_a_digit`, 0…1. */
  readonly auroc: number;
  readonly digits: number;
  readonly none: number;
}

/** Over all sets together; null unless there are both digits and others. */
export function summarizeNoDigit(results: readonly SetResult[]): NoDigitSummary | null {
  const { digits, none } = notADigitScores(results);
  if (digits.length === 0 || none.length === 0) return null;
  return { auroc: roc(none, digits).area, digits: digits.length, none: none.length };
}

/** Probabilities of "no digit" of all readable pictures, by the truth. */
export function notADigitScores(results: readonly SetResult[]): { digits: number[]; none: number[] } {
  const digits: number[] = [];
  const none: number[] = [];
  for (const { outcomes } of results) {
    for (const { label, notADigit } of readable(outcomes)) (label === null ? none : digits).push(notADigit);
  }
  return { digits, none };
}

/** Everything that `evaluate --json` prints. */
export function toEvaluationJson({ name, version, sha256 }: Manifest, results: readonly SetResult[]) {
  return {
    model: { name, version, sha256 },
    sets: results.map((result) => result.summary),
    no_digit: summarizeNoDigit(results),
  };
}
