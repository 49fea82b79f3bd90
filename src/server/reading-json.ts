import { INPUT_SIZE } from "../core/picture.ts";
import type { Reading } from "../core/reading.ts";
import { toPngDataUrl } from "../reader/encode-png.ts";
import type { DigitReadingJson } from "./schemas/digits.ts";

/**
 * A reading as both write it: `POST /v1/digits` and `predict --json`.
 *
 * @param options `explain` adds `seen`
 */
export function toReadingJson(reading: Reading, options: { readonly explain?: boolean } = {}): DigitReadingJson {
  return {
    digit: reading.digit,
    confidence: round(reading.confidence),
    decision: reading.decision,
    probabilities: reading.probabilities.map(round),
    not_a_digit: round(reading.nonDigit),
    warnings: [...reading.warnings],
    ...(options.explain && { seen: toSeenJson(reading) }),
  };
}

function toSeenJson({ seen }: Reading): NonNullable<DigitReadingJson["seen"]> {
  const { x, y, width, height } = seen.box;
  return { box: { x, y, width, height }, ink: seen.ink, image: toPngDataUrl(seen.input, INPUT_SIZE, INPUT_SIZE) };
}

/** Six places: more says nothing, and makes responses long. */
function round(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}
