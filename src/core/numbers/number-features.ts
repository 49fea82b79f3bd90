import type { JudgedCandidate } from "../decide/choose-digit.ts";
import { type LineColumns, surestBeside } from "../line/read-columns.ts";
import type { NumberWeights } from "../manifest.ts";

/** What speaks for and against a number as a whole. */
export interface NumberFeatures {
  /** Log odds of its share among all readings of its line. */
  readonly posterior: number;
  /** The lowest log odds among its digits. */
  readonly weakest: number;
  /** Logarithm of how many they are. */
  readonly length: number;
  /** The finder's least log odds of a digit where they stand. */
  readonly presence: number;
  /** Log odds of the surest digit that the line reader sees beside them: one may have been missed. */
  readonly unread: number;
}

/** The finder is never surer of a digit than this, and is as sure where it was not asked. */
const MAX_PRESENCE = 3;
/** Where the line reader sees nothing, and where there is none. */
const MIN_UNREAD = -6;
/** Probabilities count as at least this far from 0 and 1. */
const MIN_DOUBT = 1e-6;

/**
 * @param digits the candidates that are the number's digits, with the probability of each
 * @param share of the number among all readings of its line, 0…1
 * @param columns what the line reader says of the line
 */
export function measureFeatures(
  digits: readonly { readonly judged: JudgedCandidate; readonly probability: number }[],
  share: number,
  columns: readonly LineColumns[],
): NumberFeatures {
  const boxes = digits.map(({ judged }) => judged.candidate.box);
  const presences = digits.map(({ judged }) => judged.candidate.region?.logit ?? MAX_PRESENCE);
  const unread = Math.max(0, ...columns.map((line) => surestBeside(line, boxes)));
  return {
    posterior: logOdds(share),
    weakest: Math.min(...digits.map(({ probability }) => logOdds(probability))),
    length: Math.log(digits.length),
    presence: Math.min(MAX_PRESENCE, ...presences),
    unread: Math.max(MIN_UNREAD, logOdds(unread)),
  };
}

/** The probability that the whole number is right: a logistic regression (Platt 1999). */
export function weighFeatures(features: NumberFeatures, weights: Omit<NumberWeights, "beside_others">): number {
  const score =
    weights.bias +
    weights.posterior * features.posterior +
    weights.weakest * features.weakest +
    weights.length * features.length +
    weights.presence * features.presence +
    weights.unread * features.unread;
  return 1 / (1 + Math.exp(-score));
}

function logOdds(probability: number): number {
  const p = Math.min(1 - MIN_DOUBT, Math.max(MIN_DOUBT, probability));
  return Math.log(p / (1 - p));
}
