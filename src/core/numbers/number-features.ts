import type { JudgedCandidate } from "../decide/choose-digit.ts";
import { type LineColumns, readColumns, surestBeside } from "../line/read-columns.ts";
import type { NumberWeights } from "../manifest.ts";

/** What speaks for and against a number as a whole; `NumberWeights` has a weight for each. */
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
  /** How far these log odds are above −2; 0 where they are below. */
  readonly missed: number;
  /** 1 where the line reader by itself reads the same digits, else 0. */
  readonly agrees: number;
  /** 1 where all digits are 0 or all are 1: rings and bare strokes, which are drawn for other things, too; else 0. */
  readonly plain: number;
  /** `posterior` where it is `plain`, else 0. */
  readonly plain_posterior: number;
}

/** The names of all of them. */
export const NUMBER_FEATURES = [
  "posterior",
  "weakest",
  "length",
  "presence",
  "unread",
  "missed",
  "agrees",
  "plain",
  "plain_posterior",
] as const satisfies readonly (keyof NumberFeatures)[];

/** Weights that make every number as likely to be right as not. */
export const NO_WEIGHTS: Readonly<Record<keyof NumberFeatures | "bias", number>> = {
  ...{ bias: 0, posterior: 0, weakest: 0, length: 0, presence: 0, unread: 0, missed: 0 },
  ...{ agrees: 0, plain: 0, plain_posterior: 0 },
};

/** The finder is never surer of a digit than this, and is as sure where it was not asked. */
const MAX_PRESENCE = 3;
/** Where the line reader sees nothing, and where there is none. */
const MIN_UNREAD = -6;
/** Lower log odds are noise: they hardly tell whether a digit was missed. */
const MIN_MISSED = -2;
const PLAIN = /^(0+|1+)$/;
/** Probabilities count as at least this far from 0 and 1. */
const MIN_DOUBT = 1e-6;

/**
 * @param text the number's digits
 * @param digits the candidates that are the number's digits, with the probability of each
 * @param share of the number among all readings of its line, 0…1
 * @param columns what the line reader says of the line
 */
export function measureFeatures(
  text: string,
  digits: readonly { readonly judged: JudgedCandidate; readonly probability: number }[],
  share: number,
  columns: readonly LineColumns[],
): NumberFeatures {
  const boxes = digits.map(({ judged }) => judged.candidate.box);
  const presences = digits.map(({ judged }) => judged.candidate.region?.logit ?? MAX_PRESENCE);
  const unread = logOdds(Math.max(0, ...columns.map((line) => surestBeside(line, boxes))));
  const posterior = logOdds(share);
  const plain = Number(PLAIN.test(text));
  return {
    posterior,
    weakest: Math.min(...digits.map(({ probability }) => logOdds(probability))),
    length: Math.log(digits.length),
    presence: Math.min(MAX_PRESENCE, ...presences),
    unread: Math.max(MIN_UNREAD, unread),
    missed: Math.max(0, unread - MIN_MISSED),
    agrees: Number(columns.map(readColumns).join("") === text),
    plain,
    plain_posterior: plain * posterior,
  };
}

/** The probability that the whole number is right: a logistic regression (Platt 1999). Manifests from before a feature have no weight for it. */
export function weighFeatures(features: NumberFeatures, weights: Omit<NumberWeights, "beside_others">): number {
  const score = NUMBER_FEATURES.reduce((sum, name) => sum + (weights[name] ?? 0) * features[name], weights.bias);
  return 1 / (1 + Math.exp(-score));
}

function logOdds(probability: number): number {
  const p = Math.min(1 - MIN_DOUBT, Math.max(MIN_DOUBT, probability));
  return Math.log(p / (1 - p));
}
