import { overlap, shareWithin } from "../image/overlap.ts";
import { CLASSES, type Manifest, NON_DIGIT, type Threshold } from "../manifest.ts";
import type { Candidate, Prepared, Warning } from "../picture.ts";

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
  readonly nonDigit: number;
  readonly warnings: readonly Warning[];
  /** What the answer is about: the candidate that the network's evidence chose, or the whole around it that is none. */
  readonly candidate: Candidate;
}

/** How finds are weighed against what the network says of them. */
export interface RegionWeights {
  /** Power of a find's odds in the choice among finds. */
  readonly trust: number;
  /** How much the odds of a whole count beside those of its part. */
  readonly surrounding: number;
}

/** Share of accepted answers that may be wrong where the caller doesn't say. */
export const DEFAULT_MAX_ERROR = 0.01;

/** Something written is at least this likely by its place and ink; what is less so loses as much of its probability to be a digit. */
const WRITTEN = 0.2;
/** Sides of two digits on one picture differ by less than this factor. */
const SIMILAR_SIZE = 2;
/** A part of another candidate lies within it by more than this share. */
const WITHIN = 0.9;
/** Fitted by `scripts/fit-region-weights.ts`. */
const REGION_WEIGHTS: RegionWeights = { trust: 0.3, surrounding: 0.5 };
/** Likelihoods count as at least this far from 0 and from 1. */
const MIN_DOUBT = 1e-4;

/** What the network says of one candidate. */
interface CandidateReading {
  readonly candidate: Candidate;
  /** `[11]` */
  readonly probabilities: readonly number[];
}

/**
 * Lets the network's evidence choose among the candidates and turns it into an answer.
 *
 * @param logits `[n, 11]` for the n candidates, not yet divided by the temperature
 * @param weights others than the fitted ones, for fitting them
 */
export function chooseReading(
  prepared: Prepared,
  logits: Float32Array,
  manifest: Manifest,
  maxError = DEFAULT_MAX_ERROR,
  weights = REGION_WEIGHTS,
): Verdict {
  const classes = CLASSES.length;
  const readings = prepared.candidates.map((candidate, index) => {
    const seen = softmax(logits.subarray(index * classes, (index + 1) * classes), manifest.temperature);
    const probabilities = doubt(seen, candidate.likelihood);
    const evidence = Math.max(...probabilities.slice(0, NON_DIGIT)) * oddsOf(candidate.likelihood) ** weights.trust;
    return { candidate, probabilities, evidence };
  });
  const best = readings.reduce((a, b) => (b.evidence > a.evidence ? b : a));
  const surrounding = readings.find((other) => hasMore(other, best.candidate));
  const probabilities = surrounding ? weigh(best, surrounding, weights.surrounding) : best.probabilities;
  const digits = probabilities.slice(0, NON_DIGIT);
  const nonDigit = probabilities[NON_DIGIT];
  const likeliest = digits.indexOf(Math.max(...digits));
  const digit = digits[likeliest] >= nonDigit ? likeliest : null;
  const confidence = digit === null ? nonDigit : digits[likeliest];
  const { candidate } = digit === null && surrounding ? surrounding : best;
  const several = [candidate, best.candidate].some(
    (one) => one.warnings.includes("several_digits") || readings.some((other) => isBeside(other, one)),
  );
  // Faint and running out of the picture, it may as well be a crease, a shadow or a ruling.
  const mayBeNoInk = candidate.warnings.includes("faint") && candidate.warnings.includes("cut_off");
  const decision = decide(digit, confidence, manifest.thresholds, maxError);
  return {
    digit,
    confidence,
    // Which of several was meant, only a person can say.
    decision: (several || mayBeNoInk) && decision === "accept" ? "review" : decision,
    probabilities: digits,
    nonDigit,
    warnings: several ? [...new Set([...candidate.warnings, "several_digits" as const])] : candidate.warnings,
    candidate,
  };
}

/** Noise now and then looks like a digit: its strokes' place and ink give it away. */
function doubt(probabilities: readonly number[], likelihood: number): number[] {
  const kept = Math.min(1, likelihood / WRITTEN);
  const sum = kept * (1 - probabilities[NON_DIGIT]) + probabilities[NON_DIGIT];
  return probabilities.map((p, index) => (index === NON_DIGIT ? p : kept * p) / sum);
}

/** Whether another candidate is a digit too, in another place and about as large. */
function isBeside({ candidate: other, probabilities }: CandidateReading, chosen: Candidate): boolean {
  const [a, b] = [other.box, chosen.box].map(({ width, height }) => Math.max(width, height));
  return (
    other.ink === chosen.ink &&
    overlap(other.box, chosen.box) < 0.05 &&
    Math.max(a, b) < SIMILAR_SIZE * Math.min(a, b) &&
    probabilities[NON_DIGIT] < 0.5
  );
}

/** Whether another candidate has the chosen one's ink and more around it, and is no digit. */
function hasMore({ candidate: other, probabilities }: CandidateReading, chosen: Candidate): boolean {
  return (
    other !== chosen &&
    other.ink === chosen.ink &&
    shareWithin(chosen.box, other.box) > WITHIN &&
    probabilities[NON_DIGIT] > 0.5
  );
}

/**
 * The stem of a letter may look like a 1, and a digit may hang together with a line of the paper: which of the two was written, the
 * odds of both finds say.
 */
function weigh(part: CandidateReading, surrounding: CandidateReading, surroundingOdds: number): number[] {
  const forPart = oddsOf(part.candidate.likelihood);
  const forSurrounding = surroundingOdds * oddsOf(surrounding.candidate.likelihood);
  const share = forSurrounding / (forPart + forSurrounding);
  return part.probabilities.map((p, index) => (1 - share) * p + share * surrounding.probabilities[index]);
}

function oddsOf(likelihood: number): number {
  const p = Math.min(1 - MIN_DOUBT, Math.max(MIN_DOUBT, likelihood));
  return p / (1 - p);
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
