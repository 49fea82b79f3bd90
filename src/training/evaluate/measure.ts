import type { Answer, Decision, Recognizer } from "../../core/read-digit.ts";
import { type ErrorCode, PredictorError } from "../../errors.ts";
import type { Label, LabelledPicture } from "./image-set.ts";

/** What became of one picture. */
export interface Outcome {
  readonly name: string;
  readonly label: Label;
  /** 0…9, or null for no digit. */
  readonly digit: number | null;
  /** The likeliest of the ten digits, whatever the probability that it is none; null where nothing was seen. */
  readonly bestDigit: number | null;
  readonly confidence: number;
  readonly notADigit: number;
  readonly decision: Decision;
  /** `digit` is the label. */
  readonly right: boolean;
  /** Why the picture could not be read; such a picture is never right. A picture without ink is read: it is no digit. */
  readonly error: ErrorCode | null;
  /** Kept for those that are not right, to be looked at. */
  readonly evidence?: Evidence;
}

export interface Evidence {
  readonly bytes: Uint8Array;
  /** `[28, 28]`, 0…1, what the network saw; null where it saw nothing. */
  readonly input: Float32Array | null;
}

export interface MeasureOptions {
  /** Error rate that `decision` is asked for. */
  readonly maxError?: number;
  /** Pictures at a time: enough that batches form, few enough that no queue overflows. */
  readonly concurrency?: number;
}

/** What a bad picture causes; every other error ends the measurement. */
const UNREADABLE: readonly ErrorCode[] = [
  "image_broken",
  "image_unsupported",
  "file_empty",
  "file_too_large",
  "picture_too_large",
];

/**
 * Sends every picture through the recognizer as a client would, from its bytes on.
 *
 * @returns one outcome a picture, in order
 * @throws what the recognizer throws, where it isn't the picture's fault
 */
export async function measure(
  recognizer: Recognizer,
  pictures: AsyncIterable<LabelledPicture>,
  { maxError = 0.005, concurrency = 32 }: MeasureOptions = {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const iterator = pictures[Symbol.asyncIterator]();
  let next = 0;
  const worker = async () => {
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      const index = next++;
      outcomes[index] = await measureOne(recognizer, value, maxError);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return outcomes;
}

async function measureOne(recognizer: Recognizer, picture: LabelledPicture, maxError: number): Promise<Outcome> {
  try {
    return toOutcome(picture, await recognizer.recognize(picture.bytes, { maxError }));
  } catch (error) {
    if (!(error instanceof PredictorError)) throw error;
    if (error.code === "no_ink") return withoutAnswer(picture, null);
    if (UNREADABLE.includes(error.code)) return withoutAnswer(picture, error.code);
    throw error;
  }
}

function toOutcome({ name, label, bytes }: LabelledPicture, answer: Answer): Outcome {
  const { digit, confidence, notADigit, decision, probabilities, seen } = answer;
  const bestDigit = probabilities.indexOf(Math.max(...probabilities));
  const right = digit === label;
  const outcome = { name, label, digit, bestDigit, confidence, notADigit, decision, right, error: null };
  return right ? outcome : { ...outcome, evidence: { bytes, input: seen.input } };
}

/** A picture without ink is surely no digit; of one that can't be read, nothing is known. */
function withoutAnswer({ name, label, bytes }: LabelledPicture, error: ErrorCode | null): Outcome {
  const right = error === null && label === null;
  return {
    name,
    label,
    digit: null,
    bestDigit: null,
    confidence: error === null ? 1 : 0,
    notADigit: 1,
    decision: "reject",
    right,
    error,
    ...(!right && { evidence: { bytes, input: null } }),
  };
}
