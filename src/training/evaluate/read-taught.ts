import { overlap } from "../../core/image/overlap.ts";
import { NON_DIGIT } from "../../core/manifest.ts";
import { PredictorError } from "../../errors.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { TaughtPicture } from "../recipes/taught-picture.ts";

/** What a model read of a picture whose truth is known. */
export interface TaughtReading {
  readonly kind: "digit" | "number";
  readonly right: boolean;
  /** Of what was read, 0…1; undefined where that is no digit and no number. */
  readonly confidence: number | undefined;
}

/** A number is held against the one that was read where it stands. */
const SAME_PLACE = 0.3;

/** Reads a picture, a digit or a number, as a client would have it read. One that can't be read is not right. */
export async function readTaught(reader: Reader, { truth, load }: TaughtPicture): Promise<TaughtReading> {
  const { kind } = truth;
  try {
    if (kind === "digit") {
      const { digit, confidence } = await reader.readDigit(await load());
      return { kind, right: (digit ?? NON_DIGIT) === truth.label, confidence: digit === null ? undefined : confidence };
    }
    const { constraint, isOneLine } = truth;
    const { numbers } = await reader.readNumbers(await load(), { constraint, isOneLine });
    const nearest = numbers.toSorted((a, b) => overlap(b.box, truth.box) - overlap(a.box, truth.box))[0];
    if (!nearest || overlap(nearest.box, truth.box) < SAME_PLACE) return { kind, right: false, confidence: undefined };
    const { text, confidence } = nearest;
    return { kind, right: text === truth.text, confidence: text === null ? undefined : confidence };
  } catch (error) {
    if (!(error instanceof PredictorError)) throw error;
    const isBlank = error.code === "no_ink";
    return { kind, right: isBlank && kind === "digit" && truth.label === NON_DIGIT, confidence: undefined };
  }
}
