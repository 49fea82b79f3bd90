import type { NumberReading, NumbersReading } from "../core/numbers/number-reading.ts";
import { type Box, INPUT_SIZE } from "../core/picture.ts";
import { toPngDataUrl } from "../reader/encode-png.ts";
import type { NumberReadingJson, NumbersReadingJson } from "./schemas/numbers.ts";

/**
 * A picture's numbers as both write them: `POST /v1/numbers` and `predict --numbers --json`.
 *
 * @param options `explain` adds what the classifier saw of each digit
 */
export function toNumbersJson(
  { numbers, warnings }: NumbersReading,
  { explain = false }: { readonly explain?: boolean } = {},
): NumbersReadingJson {
  return { numbers: numbers.map((number) => toNumberJson(number, explain)), warnings: [...warnings] };
}

function toNumberJson(number: NumberReading, explain: boolean): NumberReadingJson {
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
    warnings: [...warnings],
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
