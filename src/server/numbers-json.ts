import type { NumberReading, NumbersReading } from "../core/numbers/number-reading.ts";
import { type Box, INPUT_SIZE } from "../core/picture.ts";
import type { Decision, Warning } from "../core/reading.ts";
import { toPngDataUrl } from "../reader/encode-png.ts";

/** A picture's numbers as both write them: `POST /v1/numbers` and `predict --numbers --json`. */
export interface NumbersJson {
  readonly numbers: readonly NumberJson[];
  readonly warnings: readonly Warning[];
}

export interface NumberJson {
  readonly text: string | null;
  readonly value: number | null;
  readonly confidence: number;
  readonly decision: Decision;
  readonly row: number;
  readonly column: number;
  /** In the picture's own pixels, upright. */
  readonly box: Box;
  readonly digits: readonly {
    readonly digit: number;
    readonly confidence: number;
    readonly box: Box;
    /** What the classifier saw, 28×28, white ink on black, as a PNG data URL. */
    readonly image?: string;
  }[];
  readonly alternatives: readonly { readonly text: string; readonly confidence: number }[];
  readonly warnings: readonly Warning[];
  readonly unconstrained?: { readonly text: string; readonly confidence: number };
}

/** @param options `explain` adds what the classifier saw of each digit */
export function toNumbersJson(
  { numbers, warnings }: NumbersReading,
  { explain = false }: { readonly explain?: boolean } = {},
): NumbersJson {
  return { numbers: numbers.map((number) => toNumberJson(number, explain)), warnings };
}

function toNumberJson(number: NumberReading, explain: boolean): NumberJson {
  const { text, value, confidence, decision, row, column, box, digits, alternatives, warnings, unconstrained } = number;
  return {
    ...{ text, value, confidence: round(confidence), decision, row, column, box: toBoxJson(box) },
    digits: digits.map((digit) => ({
      digit: digit.digit,
      confidence: round(digit.confidence),
      box: toBoxJson(digit.box),
      ...(explain && { image: toPngDataUrl(digit.input, INPUT_SIZE, INPUT_SIZE) }),
    })),
    alternatives: alternatives.map((other) => ({ text: other.text, confidence: round(other.confidence) })),
    warnings,
    ...(unconstrained && {
      unconstrained: { text: unconstrained.text, confidence: round(unconstrained.confidence) },
    }),
  };
}

/** A tenth of a pixel: more says nothing. */
function toBoxJson({ x, y, width, height }: Box): Box {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return { x: tenth(x), y: tenth(y), width: tenth(width), height: tenth(height) };
}

/** Six places: more says nothing, and makes responses long. */
function round(probability: number): number {
  return Math.round(probability * 1e6) / 1e6;
}
