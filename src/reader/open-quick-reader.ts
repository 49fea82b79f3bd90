import { isSmallPicture } from "../core/find-candidates.ts";
import { flatten } from "../core/image/flatten.ts";
import { openQuickClassifier } from "../core/quick-classifier.ts";
import { readAtOnce } from "../core/read-at-once.ts";
import type { Reading } from "../core/reading.ts";
import type { ReadOptions } from "../core/reading-model.ts";
import { startStopwatch } from "../core/stopwatch.ts";
import { createEventTurns } from "./create-event-turns.ts";
import { checkFile, type DecodeLimits } from "./decode/check-file.ts";
import { decodeHere, suitsNapi } from "./decode/decode.ts";
import type { Model } from "./load-model.ts";
import { testQuickClassifier } from "./self-test.ts";

/**
 * Reads small pictures on the calling thread, in some 0.1 ms: less than it costs to send one to another thread and back.
 *
 * @param bytes at most `MAX_QUICK_FILE_BYTES`; nobody may change them until it is done
 * @param refuseIfGone called when it is its turn; throws where nobody wants the reading any more
 * @returns undefined where the picture is larger, or takes more than the quick classifier
 * @throws PredictorError as `Reader.readDigit`, where the file can't be read; what `refuseIfGone` throws
 */
export type QuickReader = (
  bytes: Uint8Array,
  options: Omit<ReadOptions, "signal">,
  refuseIfGone: () => void,
) => Promise<Reading | undefined>;

/** Files of small pictures have no more bytes. */
export const MAX_QUICK_FILE_BYTES = 20_000;
/** As in `Header.work`: some 0.2 ms. */
const MAX_WORK = 100_000;
/** Of one turn of the event loop, in milliseconds: some 30 pictures. New connections wait for the turns between. */
const MAX_TURN_MS = 4;

/**
 * @returns undefined where the model has no quick classifier
 * @throws PredictorError `model_unusable`
 */
export async function openQuickReader(
  { quick, manifest }: Model,
  limits: DecodeLimits,
): Promise<QuickReader | undefined> {
  if (quick === undefined) return undefined;
  const quickClassifier = await openQuickClassifier(quick);
  testQuickClassifier(quickClassifier);
  const inTurn = createEventTurns(MAX_TURN_MS);
  return (bytes, options, refuseIfGone) =>
    inTurn(async () => {
      refuseIfGone();
      const watch = startStopwatch(undefined);
      const header = checkFile(bytes, limits);
      const isQuick = isSmallPicture(header) && (header.work ?? Number.POSITIVE_INFINITY) <= MAX_WORK;
      if (!isQuick || !suitsNapi(header, 1)) return undefined;
      const picture = flatten(await decodeHere(header));
      watch.note("decodeMs");
      return readAtOnce(picture, { quickClassifier, manifest }, watch, options);
    });
}
