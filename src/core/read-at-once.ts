import { concludeReading } from "./conclude-reading.ts";
import { frameSmallPicture } from "./find-candidates.ts";
import { judgeQuickly } from "./judge-quickly.ts";
import type { Picture } from "./picture.ts";
import type { Reading } from "./reading.ts";
import type { ReadingModel, ReadOptions } from "./reading-model.ts";
import type { Stopwatch } from "./stopwatch.ts";

/**
 * Reads the digit of a small picture without waiting for anything: where the quick classifier is sure, `readDigit` would come to the
 * same.
 *
 * @param picture opaque
 * @param watch started before it was decoded
 * @returns undefined where that takes more
 */
export function readAtOnce(
  picture: Picture,
  { quickClassifier, manifest }: Pick<ReadingModel<never>, "quickClassifier" | "manifest">,
  watch: Stopwatch,
  { maxError }: Pick<ReadOptions, "maxError"> = {},
): Reading | undefined {
  const own = frameSmallPicture(picture);
  watch.note("findMs");
  const judged = own && judgeQuickly(own, quickClassifier, manifest);
  return judged && concludeReading(picture, [judged], manifest, maxError, watch);
}
