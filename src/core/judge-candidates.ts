import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { combine } from "./decide/combine.ts";
import { stackInputs } from "./frame/stack-inputs.ts";
import { CLASS_COUNT } from "./manifest.ts";
import type { Candidate } from "./reading.ts";
import type { ReadingModel } from "./reading-model.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Asks the classifier about candidates and combines what it says with what the finder saw. */
export async function judgeCandidates(
  candidates: readonly Candidate[],
  { classifier, manifest }: Pick<ReadingModel<never>, "classifier" | "manifest">,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedCandidate[]> {
  if (candidates.length === 0) return [];
  const logits = await classifier.classify(stackInputs(candidates), candidates.length, {
    signal,
    onStart: () => watch.note("queueMs"),
  });
  watch.refuseIfGone();
  const judged = candidates.map((candidate, index) => ({
    candidate,
    probabilities: combine(
      logits.subarray(index * CLASS_COUNT, (index + 1) * CLASS_COUNT),
      candidate.region,
      manifest.weights,
    ),
  }));
  watch.note("inferMs");
  return judged;
}
