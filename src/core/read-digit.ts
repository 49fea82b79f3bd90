import { PredictorError } from "../errors.ts";
import { chooseDigit, type JudgedCandidate } from "./decide/choose-digit.ts";
import { isBlank } from "./find/is-blank.ts";
import { findCandidates } from "./find-candidates.ts";
import { frameCandidate } from "./frame/frame-candidate.ts";
import { flatten } from "./image/flatten.ts";
import { toOriginalBox } from "./image/to-original-box.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { judgeOwnInk } from "./judge-own-ink.ts";
import { CLASS_COUNT, type Manifest, NON_DIGIT } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { Reading } from "./reading.ts";
import type { ReadingModel, ReadOptions } from "./reading-model.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";

/**
 * THE use case: reads the digit of a picture. Decode, find, frame, classify, decide.
 *
 * @throws PredictorError `no_ink`, `cancelled`, and what decoder and networks throw
 */
export async function readDigit<Source>(
  source: Source,
  model: ReadingModel<Source>,
  { maxError, signal }: ReadOptions = {},
): Promise<Reading> {
  const watch = startStopwatch(signal);
  const picture = flatten(await model.decode(source, signal));
  watch.note("decodeMs");
  watch.refuseIfGone();
  const judged = await judgePicture(picture, model, watch, signal);
  if (judged.length === 0 && isBlank(picture))
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  if (judged.length === 0) judged.push(judgeNothing(picture, model.manifest));
  const { candidate, warnings, ...reading } = chooseDigit(judged, model.manifest, maxError);
  watch.note("inferMs");
  return {
    ...reading,
    warnings: picture.truncated ? [...warnings, "truncated"] : warnings,
    seen: { box: toOriginalBox(candidate.box, picture), ink: candidate.ink, input: candidate.input },
    timings: watch.timings(),
  };
}

/** A small picture's own ink, where that is a digit; else what the finder finds. */
async function judgePicture<Source>(
  picture: Picture,
  model: ReadingModel<Source>,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedCandidate[]> {
  const own = await judgeOwnInk(picture, model, watch, signal);
  if (own.isSure) return [...own.judged];
  const candidates = await findCandidates(picture, model.finder, watch.hooks);
  watch.note("findMs");
  return [...own.judged, ...(await judgeCandidates(candidates, model, watch, signal))];
}

/** Nothing was found: the picture as a whole is shown as what it is about. */
function judgeNothing(picture: Picture, { weights }: Manifest): JudgedCandidate {
  const { width, height } = picture;
  const probabilities = new Array<number>(CLASS_COUNT).fill((1 - weights.nothing) / NON_DIGIT);
  probabilities[NON_DIGIT] = weights.nothing;
  return { candidate: frameCandidate(picture, { x: 0, y: 0, width, height }), probabilities };
}
