import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { weighAlone } from "./decide/weigh-alone.ts";
import { type Manifest, NON_DIGIT } from "./manifest.ts";
import type { QuickClassifier } from "./quick-classifier.ts";
import type { Candidate } from "./reading.ts";

/**
 * Asks the quick classifier about all ink of a small picture.
 *
 * @returns undefined where it is not sure of a digit, or the model has none
 */
export function judgeQuickly(
  candidate: Candidate,
  quickClassifier: QuickClassifier | undefined,
  { quick_weights }: Pick<Manifest, "quick_weights">,
): JudgedCandidate | undefined {
  if (quickClassifier === undefined || quick_weights === undefined) return undefined;
  const probabilities = weighAlone(quickClassifier.classify(candidate.input), quick_weights);
  const isSure = Math.max(...probabilities.slice(0, NON_DIGIT)) >= quick_weights.sure;
  return isSure ? { candidate, probabilities } : undefined;
}
