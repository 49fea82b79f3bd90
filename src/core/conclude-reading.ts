import { chooseDigit, type JudgedCandidate } from "./decide/choose-digit.ts";
import { isSmallPicture } from "./find-candidates.ts";
import { toOriginalBox } from "./image/to-original-box.ts";
import type { Manifest } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { Reading } from "./reading.ts";
import type { Stopwatch } from "./stopwatch.ts";

/**
 * The reading that a picture's candidates come to.
 *
 * @param judged at least one
 */
export function concludeReading(
  picture: Picture,
  judged: readonly JudgedCandidate[],
  manifest: Manifest,
  maxError: number | undefined,
  watch: Stopwatch,
): Reading {
  const { candidate, warnings, ...reading } = chooseDigit(judged, manifest, maxError, isSmallPicture(picture));
  watch.note("inferMs");
  return {
    ...reading,
    warnings: picture.truncated ? [...warnings, "truncated"] : warnings,
    seen: { box: toOriginalBox(candidate.box, picture), ink: candidate.ink, input: candidate.input },
    timings: watch.timings(),
  };
}
