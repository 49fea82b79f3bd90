import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { NON_DIGIT } from "./manifest.ts";
import type { Candidate } from "./reading.ts";
import type { ReadingModel } from "./reading-model.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** From this probability on all ink of a small picture is a digit, and the finder isn't asked. */
const SURE = 0.9;

/** All ink of a small picture, judged as one digit. */
export interface OwnInk {
  readonly judged: readonly JudgedCandidate[];
  /** Whether it is a digit so surely that the finder need not be asked. */
  readonly isSure: boolean;
}

/**
 * Takes a fraction of what the finder takes.
 *
 * @param own as `frameSmallPicture` gives it; larger pictures have none
 */
export async function judgeOwnInk(
  own: Candidate | undefined,
  model: Pick<ReadingModel<never>, "classifier" | "manifest">,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<OwnInk> {
  const judged = own ? await judgeCandidates([own], model, watch, signal) : [];
  const isSure = judged.some(({ probabilities }) => Math.max(...probabilities.slice(0, NON_DIGIT)) >= SURE);
  return { judged, isSure };
}
