import type { Candidate, Prepared, Warning } from "../vision/picture.ts";
import { CLASSES, type Manifest, NONE, type Threshold } from "./manifest.ts";

/** `accept`: may be used as it is at the error rate asked for; `review`: let a person look; `reject`: no digit. */
export type Decision = "accept" | "review" | "reject";

/** What the network's logits for all candidates of a picture come to. */
export interface Verdict {
  /** 0…9, or null where it is more likely no digit. */
  readonly digit: number | null;
  /** Calibrated probability that `digit` (null included) is right, 0…1. */
  readonly confidence: number;
  readonly decision: Decision;
  /** `[10]`, one for each digit; together with `notADigit` they sum to 1. */
  readonly probabilities: readonly number[];
  readonly notADigit: number;
  readonly warnings: readonly Warning[];
  /** The candidate that the network's evidence chose. */
  readonly candidate: Candidate;
}

/** Share of accepted answers that may be wrong where the caller doesn't say. */
export const DEFAULT_MAX_ERROR = 0.01;

/** A later candidate must look more like a digit than an earlier one by this factor, since preparation had its reasons. */
const TRUST_IN_ORDER = 0.8;

/**
 * Lets the network's evidence choose among the candidates and turns it into an answer.
 *
 * @param logits `[n, 11]` for the n candidates, not yet divided by the temperature
 */
export function chooseAnswer(
  prepared: Prepared,
  logits: Float32Array,
  manifest: Manifest,
  maxError = DEFAULT_MAX_ERROR,
): Verdict {
  const classes = CLASSES.length;
  let best = { probabilities: softmax(logits.subarray(0, classes), manifest.temperature), index: 0, evidence: -1 };
  for (let index = 0; index < prepared.candidates.length; index++) {
    const probabilities = softmax(logits.subarray(index * classes, (index + 1) * classes), manifest.temperature);
    const evidence = Math.max(...probabilities.slice(0, NONE)) * TRUST_IN_ORDER ** index;
    if (evidence > best.evidence) best = { probabilities, index, evidence };
  }
  const candidate = prepared.candidates[best.index];
  const digits = best.probabilities.slice(0, NONE);
  const notADigit = best.probabilities[NONE];
  const likeliest = digits.indexOf(Math.max(...digits));
  const digit = digits[likeliest] >= notADigit ? likeliest : null;
  const confidence = digit === null ? notADigit : digits[likeliest];
  return {
    digit,
    confidence,
    decision: decide(digit, confidence, manifest.thresholds, maxError),
    probabilities: digits,
    notADigit,
    warnings: candidate.warnings,
    candidate,
  };
}

/** Softmax of logits divided by a temperature (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
export function softmax(logits: Float32Array, temperature: number): number[] {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The loosest threshold whose held-out error rate is no higher than asked for; none so strict means nothing is accepted. */
export function decide(
  digit: number | null,
  confidence: number,
  thresholds: readonly Threshold[],
  maxError: number,
): Decision {
  if (digit === null) return "reject";
  const allowed = thresholds.filter((threshold) => threshold.max_error <= maxError);
  if (allowed.length === 0) return "review";
  return confidence >= Math.min(...allowed.map((threshold) => threshold.confidence)) ? "accept" : "review";
}
