import { type Box, INPUT_SIZE, type Ink } from "../core/picture.ts";
import type { Decision, Reading, Warning } from "../core/reading.ts";
import { toPngDataUrl } from "../reader/encode-png.ts";

/** A reading as both write it: `POST /v1/digits` and `predict --json`. */
export interface ReadingJson {
  readonly digit: number | null;
  readonly confidence: number;
  readonly decision: Decision;
  readonly probabilities: readonly number[];
  readonly not_a_digit: number;
  readonly warnings: readonly Warning[];
  readonly seen?: SeenJson;
}

export interface SeenJson {
  /** In the picture's own pixels, upright. */
  readonly box: Box;
  readonly ink: Ink;
  /** What the network saw, 28×28, white ink on black, as a PNG data URL. */
  readonly image: string;
}

/** @param options `explain` adds `seen` */
export function toReadingJson(reading: Reading, options: { readonly explain?: boolean } = {}): ReadingJson {
  return {
    digit: reading.digit,
    confidence: round(reading.confidence),
    decision: reading.decision,
    probabilities: reading.probabilities.map(round),
    not_a_digit: round(reading.nonDigit),
    warnings: reading.warnings,
    ...(options.explain && { seen: toSeenJson(reading) }),
  };
}

function toSeenJson({ seen }: Reading): SeenJson {
  const { x, y, width, height } = seen.box;
  return { box: { x, y, width, height }, ink: seen.ink, image: toPngDataUrl(seen.input, INPUT_SIZE, INPUT_SIZE) };
}

/** Six places: more says nothing, and makes responses long. */
function round(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}
