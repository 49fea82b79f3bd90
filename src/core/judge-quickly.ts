import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { decide } from "./decide/decide.ts";
import { weighAlone } from "./decide/weigh-alone.ts";
import { type Manifest, NON_DIGIT } from "./manifest.ts";
import type { QuickClassifier } from "./quick-classifier.ts";
import type { Candidate } from "./reading.ts";

/**
 * Asks the quick classifier about all ink of a small picture. It answers only what is accepted: all that is in doubt is for the
 * classifier.
 *
 * @param maxError as in `ReadOptions`
 * @returns undefined where it is not sure of a digit, or the model has none
 */
export function judgeQuickly(
  candidate: Candidate,
  quickClassifier: QuickClassifier | undefined,
  { quick_weights, thresholds }: Pick<Manifest, "quick_weights" | "thresholds">,
  maxError: number | undefined,
): JudgedCandidate | undefined {
  if (quickClassifier === undefined || quick_weights === undefined) return undefined;
  const probabilities = weighAlone(quickClassifier.classify(candidate.input), quick_weights);
  const digits = probabilities.slice(0, NON_DIGIT);
  const confidence = Math.max(...digits);
  const isSure = confidence >= quick_weights.sure;
  const isAccepted = decide(digits.indexOf(confidence), confidence, thresholds, maxError) === "accept";
  return isSure && isAccepted ? { candidate, probabilities } : undefined;
}
