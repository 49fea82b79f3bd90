import { overlap } from "../image/overlap.ts";
import { shareWithin } from "../image/share-within.ts";
import { CLASS_COUNT, type Manifest, NON_DIGIT } from "../manifest.ts";
import type { Candidate, Reading } from "../reading.ts";
import { DEFAULT_MAX_ERROR, decide } from "./decide.ts";
import { softmax } from "./softmax.ts";

/** What the logits of a picture's candidates come to. */
export interface ChosenReading extends Omit<Reading, "seen" | "timings"> {
  /** What the reading is about: the candidate that the classifier's evidence chose, or the one around it that is no digit. */
  readonly candidate: Candidate;
}

/** How a region is weighed against what the classifier says of it. */
export interface RegionWeights {
  /** Power of a region's odds in the choice among candidates. */
  readonly trust: number;
  /** How much the odds of a surrounding region count beside those of its part. */
  readonly surrounding: number;
}

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

/** What the classifier says of one candidate. */
interface CandidateReading {
  readonly candidate: Candidate;
  /** `[11]` */
  readonly probabilities: readonly number[];
}

/**
 * Lets the classifier's evidence choose among the candidates and turns it into a reading.
 *
 * @param logits `[n, 11]` for the n candidates, not yet divided by the temperature
 * @param weights others than the fitted ones, for fitting them
 */
export function chooseReading(
  candidates: readonly Candidate[],
  logits: Float32Array,
  manifest: Manifest,
  maxError = DEFAULT_MAX_ERROR,
  weights = REGION_WEIGHTS,
): ChosenReading {
  const readings = candidates.map((candidate, index) => {
    const seen = softmax(logits.subarray(index * CLASS_COUNT, (index + 1) * CLASS_COUNT), manifest.temperature);
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
 * odds of both regions say.
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
