import { PredictorError } from "../errors.ts";
import { concludeReading } from "./conclude-reading.ts";
import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { isBlank } from "./find/is-blank.ts";
import { findCandidates, findLargeDigit, frameSmallPicture } from "./find-candidates.ts";
import { frameCandidate } from "./frame/frame-candidate.ts";
import { flatten } from "./image/flatten.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { judgeOwnInk } from "./judge-own-ink.ts";
import { judgeQuickly } from "./judge-quickly.ts";
import { CLASS_COUNT, type Manifest, NON_DIGIT } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { Candidate, Reading } from "./reading.ts";
import type { ReadingModel, ReadOptions } from "./reading-model.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";

/** From this probability on a quick look is enough. It is above the usual threshold for accepting: what is less sure is looked at in full. */
const SURE = 0.99;
/** What is this large on a glance, in its pixels, is framed from no more pixels on the picture itself. */
const MIN_GLANCE_SIDE = 64;

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
  const { picture, judged } =
    (await judgeGlance(source, model, watch, signal)) ?? (await judgeWhole(source, model, watch, signal));
  if (judged.length === 0 && isBlank(picture))
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  if (judged.length === 0) judged.push(judgeNothing(picture, model.manifest));
  return concludeReading(picture, judged, model.manifest, maxError, watch);
}

interface JudgedPicture {
  /** Opaque. */
  readonly picture: Picture;
  readonly judged: JudgedCandidate[];
}

/** @returns undefined where there is no glance, or where it shows nothing, or something too small */
async function judgeGlance<Source>(
  source: Source,
  model: ReadingModel<Source>,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedPicture | undefined> {
  const glance = await model.glance?.(source, signal);
  watch.note("decodeMs");
  watch.refuseIfGone();
  if (glance === undefined) return undefined;
  const picture = flatten(glance);
  const large = await judgeLargeDigit(picture, model, watch, signal);
  if (large !== undefined) return { picture, judged: large };
  const candidates = await findCandidates(picture, model.finder, watch.hooks);
  watch.note("findMs");
  const isLarge = ({ box }: Candidate) => Math.max(box.width, box.height) >= MIN_GLANCE_SIDE;
  if (candidates.length === 0 || !candidates.every(isLarge)) return undefined;
  return { picture, judged: await judgeCandidates(candidates, model, watch, signal) };
}

/** A small picture's own ink, where that is a digit; else what the finder finds. */
async function judgeWhole<Source>(
  source: Source,
  model: ReadingModel<Source>,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedPicture> {
  const picture = flatten(await model.decode(source, signal));
  watch.note("decodeMs");
  watch.refuseIfGone();
  const framed = frameSmallPicture(picture);
  watch.note("findMs");
  const quick = framed && judgeQuickly(framed, model.quickClassifier, model.manifest);
  if (quick !== undefined) return { picture, judged: [quick] };
  const own = await judgeOwnInk(framed, model, watch, signal);
  if (own.isSure) return { picture, judged: [...own.judged] };
  const large = await judgeLargeDigit(picture, model, watch, signal);
  if (large !== undefined) return { picture, judged: large };
  const candidates = await findCandidates(picture, model.finder, watch.hooks);
  watch.note("findMs");
  return { picture, judged: [...own.judged, ...(await judgeCandidates(candidates, model, watch, signal))] };
}

/**
 * A digit that a quick look shows, and that surely is one. Else the finder looks as it does at every picture: what is not sure is read with
 * all that it sees.
 */
async function judgeLargeDigit<Source>(
  picture: Picture,
  model: ReadingModel<Source>,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<JudgedCandidate[] | undefined> {
  const candidate = await findLargeDigit(picture, model.finder, watch.hooks);
  watch.note("findMs");
  if (candidate === undefined) return undefined;
  const judged = await judgeCandidates([candidate], model, watch, signal);
  return Math.max(...judged[0].probabilities.slice(0, NON_DIGIT)) >= SURE ? judged : undefined;
}

/** Nothing was found: the picture as a whole is shown as what it is about. */
function judgeNothing(picture: Picture, { weights }: Manifest): JudgedCandidate {
  const { width, height } = picture;
  const probabilities = new Array<number>(CLASS_COUNT).fill((1 - weights.nothing) / NON_DIGIT);
  probabilities[NON_DIGIT] = weights.nothing;
  return { candidate: frameCandidate(picture, { x: 0, y: 0, width, height }), probabilities };
}
