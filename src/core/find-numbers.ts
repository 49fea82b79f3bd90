import type { JudgedCandidate } from "./decide/choose-digit.ts";
import { findRegions } from "./find/find-regions.ts";
import { frameSmallPicture } from "./find-candidates.ts";
import { frameCandidate } from "./frame/frame-candidate.ts";
import { judgeCandidates } from "./judge-candidates.ts";
import { judgeOwnInk } from "./judge-own-ink.ts";
import { NON_DIGIT } from "./manifest.ts";
import { groupLines } from "./numbers/group-lines.ts";
import { splitNumbers } from "./numbers/split-numbers.ts";
import type { Picture } from "./picture.ts";
import type { ReadingModel } from "./reading-model.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Odds from which on a region may be a digit of a number: lower than for a digit alone, since its neighbours speak for it. */
const MIN_LOGIT = Math.log(0.12 / 0.88);
/** A candidate that is no digit this surely takes no part in a line. */
const MAX_NON_DIGIT = 0.985;
/** What is a digit less likely than this bridges no space between two numbers. */
const LIKELY = 0.3;
/** A page's digits are a few pixels high at the first look, and boxed too roughly at the second. */
const WHOLE_LOOKS = 3;
/** More digits than this are not read: the likeliest are. */
const MAX_DIGITS = 1200;

/** Where numbers may stand. */
export interface FoundNumbers {
  /** What may be a digit, each judged by itself. */
  readonly judged: readonly JudgedCandidate[];
  /** Indices into `judged`: for each line its numbers, each from left to right. */
  readonly lines: readonly (readonly (readonly number[])[])[];
}

/**
 * Finds what may be a digit, judges it, and puts it into lines and numbers.
 *
 * @param isOneLine everything on the picture is one number on one line
 */
export async function findNumbers(
  picture: Picture,
  model: Omit<ReadingModel<never>, "decode" | "glance">,
  watch: Stopwatch,
  { signal, isOneLine }: { readonly signal: AbortSignal | undefined; readonly isOneLine: boolean },
): Promise<FoundNumbers> {
  const judged = await judgeAll(picture, model, watch, signal);
  const boxes = judged.map(({ candidate }) => candidate.box);
  const isLikely = (i: number) => 1 - judged[i].probabilities[NON_DIGIT] >= LIKELY;
  if (!isOneLine) return { judged, lines: groupLines(boxes).map((line) => splitNumbers(boxes, line, isLikely)) };
  const middle = (i: number) => boxes[i].x + boxes[i].width / 2;
  const all = Array.from(boxes.keys()).sort((a, b) => middle(a) - middle(b));
  return { judged, lines: all.length > 0 ? [[all]] : [] };
}

async function judgeAll(
  picture: Picture,
  model: Omit<ReadingModel<never>, "decode" | "glance">,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<readonly JudgedCandidate[]> {
  const framed = frameSmallPicture(picture);
  watch.note("findMs");
  const own = await judgeOwnInk(framed, model, watch, signal);
  if (own.isSure) return own.judged;
  const regions = await findRegions(picture, model.finder, {
    ...{ minLogit: MIN_LOGIT, wholeLooks: WHOLE_LOOKS },
    ...watch.hooks,
  });
  const candidates = regions.slice(0, MAX_DIGITS).map((region) => frameCandidate(picture, region.box, region));
  watch.note("findMs");
  return (await judgeCandidates(candidates, model, watch, signal)).filter(
    ({ probabilities }) => probabilities[NON_DIGIT] < MAX_NON_DIGIT,
  );
}
