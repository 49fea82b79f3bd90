import { CLASSES, type Manifest } from "../../../src/core/manifest.ts";
import { NO_WEIGHTS } from "../../../src/core/numbers/number-features.ts";
import type { Reading } from "../../../src/core/reading.ts";
import type { Reader } from "../../../src/reader/create-reader.ts";
import { createNumbersReading } from "../../helpers/fake-reader.ts";

export const MANIFEST: Manifest = {
  name: "fake",
  version: "0.0.0",
  sha256: "00",
  finder_sha256: "01",
  preprocessing_version: 1,
  classes: CLASSES,
  weights: {
    classifier: 0.8,
    finder: 0.3,
    presence: 0.6,
    bias: -1,
    alone: 0.9,
    alone_bias: -1.3,
    chosen_none: 1,
    chosen_bias: 0,
    nothing: 0.9,
  },
  thresholds: [],
  number_weights: { ...NO_WEIGHTS, posterior: 1, beside_others: -1 },
  number_thresholds: [],
  scores: {},
  training: {},
};

/** A reader whose answers follow from the bytes alone: `answer` gives the digit (null: none) and how sure it is. */
export function createAnsweringReader(
  answer: (bytes: Uint8Array) => { digit: number | null; confidence: number } | Error,
): Reader {
  return {
    manifest: MANIFEST,
    async readDigit(bytes, { maxError = 0.01 } = {}) {
      const reading = answer(bytes);
      if (reading instanceof Error) throw reading;
      return toAnswer(reading.digit, reading.confidence, maxError);
    },
    readNumbers: async () => createNumbersReading("12"),
  };
}

/** The probability that the answer leaves over is shared by the other classes; accepted from 1 − maxError on. */
function toAnswer(digit: number | null, confidence: number, maxError: number): Reading {
  const rest = (1 - confidence) / 10;
  return {
    digit,
    confidence,
    decision: digit === null ? "reject" : confidence >= 1 - maxError ? "accept" : "review",
    probabilities: Array.from({ length: 10 }, (_, i) => (i === digit ? confidence : rest)),
    nonDigit: digit === null ? confidence : rest,
    warnings: [],
    seen: { box: { x: 0, y: 0, width: 1, height: 1 }, ink: "dark", input: new Float32Array(784) },
    timings: { startedMs: 0, decodeMs: 0, findMs: 0, queueMs: 0, inferMs: 0 },
  };
}
