import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { Decision, Reading } from "../../core/reading.ts";
import { type ErrorCode, PredictorError } from "../../errors.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { Label, LabelledImage } from "./image-set.ts";

/** What was read from one image, beside the truth. */
export interface LabelledReading {
  readonly name: string;
  readonly label: Label;
  /** 0…9, or null for no digit. */
  readonly digit: number | null;
  /** The likeliest of the ten digits, whatever the probability that it is none; null where nothing was seen. */
  readonly bestDigit: number | null;
  readonly confidence: number;
  readonly nonDigit: number;
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
 * Has every image read as a client would, from its bytes on.
 *
 * @returns one reading for each image, in order
 * @throws what the reader throws, where it isn't the image's fault
 */
export async function measure(
  reader: Reader,
  pictures: AsyncIterable<LabelledImage>,
  { maxError = DEFAULT_MAX_ERROR, concurrency = 32 }: MeasureOptions = {},
): Promise<LabelledReading[]> {
  const readings: LabelledReading[] = [];
  const iterator = pictures[Symbol.asyncIterator]();
  let next = 0;
  const worker = async () => {
    for (;;) {
      const { value, done } = await iterator.next();
      if (done) return;
      const index = next++;
      readings[index] = await measureOne(reader, value, maxError);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return readings;
}

async function measureOne(reader: Reader, picture: LabelledImage, maxError: number): Promise<LabelledReading> {
  try {
    return toLabelledReading(picture, await reader.readDigit(picture.bytes, { maxError }));
  } catch (error) {
    if (!(error instanceof PredictorError)) throw error;
    if (error.code === "no_ink") return withoutReading(picture, null);
    if (UNREADABLE.includes(error.code)) return withoutReading(picture, error.code);
    throw error;
  }
}

function toLabelledReading({ name, label, bytes }: LabelledImage, reading: Reading): LabelledReading {
  const { digit, confidence, nonDigit, decision, probabilities, seen } = reading;
  const bestDigit = probabilities.indexOf(Math.max(...probabilities));
  const right = digit === label;
  const labelled = { name, label, digit, bestDigit, confidence, nonDigit, decision, right, error: null };
  return right ? labelled : { ...labelled, evidence: { bytes, input: seen.input } };
}

/** A picture without ink is surely no digit; of one that can't be read, nothing is known. */
function withoutReading({ name, label, bytes }: LabelledImage, error: ErrorCode | null): LabelledReading {
  const right = error === null && label === null;
  return {
    name,
    label,
    digit: null,
    bestDigit: null,
    confidence: error === null ? 1 : 0,
    nonDigit: 1,
    decision: "reject",
    right,
    error,
    ...(!right && { evidence: { bytes, input: null } }),
  };
}
