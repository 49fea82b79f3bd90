import { overlap } from "../image/overlap.ts";
import { type Manifest, NON_DIGIT } from "../manifest.ts";
import type { Candidate, Reading } from "../reading.ts";
import { decide } from "./decide.ts";
import { trustChoice } from "./trust-choice.ts";

/** A candidate with what finder and classifier say of it. */
export interface JudgedCandidate {
  readonly candidate: Candidate;
  /** `[11]`, sum 1 */
  readonly probabilities: readonly number[];
}

/** What the candidates of a picture come to. */
export interface ChosenReading extends Omit<Reading, "seen" | "timings"> {
  readonly candidate: Candidate;
}

/** How much a candidate's size counts in the choice: the digit that is meant is rarely the smallest. */
const SIZE_POWER = 1;
/** Another digit counts as meant, too, from this share of the chosen one's side on, and this probability. */
const SIMILAR_SIZE = 0.5;
const SURE_ENOUGH = 0.5;

/**
 * Chooses the digit that is meant: the likeliest and largest.
 *
 * @param judged at least one
 * @param isSmall whether the picture is small: its candidates keep their probabilities, see `trustChoice`
 */
export function chooseDigit(
  judged: readonly JudgedCandidate[],
  manifest: Manifest,
  maxError?: number,
  isSmall = false,
): ChosenReading {
  const side = ({ candidate: { box } }: JudgedCandidate) => Math.max(box.width, box.height);
  const isDigit = ({ probabilities }: JudgedCandidate) => 1 - probabilities[NON_DIGIT];
  const prominence = (one: JudgedCandidate) => isDigit(one) * side(one) ** SIZE_POWER;
  const chosen = judged.reduce((a, b) => (prominence(b) > prominence(a) ? b : a));
  const { candidate } = chosen;
  const wasFound = candidate.region !== undefined && !isSmall;
  const probabilities = wasFound ? trustChoice(chosen.probabilities, manifest.weights) : chosen.probabilities;
  const digits = probabilities.slice(0, NON_DIGIT);
  const nonDigit = probabilities[NON_DIGIT];
  const likeliest = digits.indexOf(Math.max(...digits));
  const digit = digits[likeliest] >= nonDigit ? likeliest : null;
  const confidence = digit === null ? nonDigit : digits[likeliest];
  const several = judged.some(
    (other) =>
      other !== chosen &&
      isDigit(other) > SURE_ENOUGH &&
      side(other) > SIMILAR_SIZE * side(chosen) &&
      overlap(other.candidate.box, candidate.box) < 0.1,
  );
  const decision = decide(digit, confidence, manifest.thresholds, maxError);
  return {
    digit,
    confidence,
    // Which of several is meant, only a person can say.
    decision: several && decision === "accept" ? "review" : decision,
    probabilities: digits,
    nonDigit,
    warnings: several ? [...candidate.warnings, "several_digits"] : candidate.warnings,
    candidate,
  };
}
