import type { Manifest } from "../../src/core/manifest.ts";
import { NO_WEIGHTS } from "../../src/core/numbers/number-features.ts";
import type { NumberReading, NumbersReading } from "../../src/core/numbers/number-reading.ts";
import type { Reading } from "../../src/core/reading.ts";
import type { ReadOptions } from "../../src/core/reading-model.ts";
import { PredictorError } from "../../src/errors.ts";
import type { NumbersOptions, Reader } from "../../src/reader/create-reader.ts";

export const FAKE_MANIFEST: Manifest = {
  name: "digits",
  version: "1.2.3",
  sha256: "ab".repeat(32),
  preprocessing_version: 1,
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"],
  finder_sha256: "cd".repeat(32),
  weights: {
    classifier: 1,
    finder: 0.3,
    presence: 0.5,
    bias: -1,
    alone: 1,
    alone_bias: 0,
    chosen_none: 1,
    chosen_bias: 0,
    nothing: 0.9,
  },
  thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 0.95, n: 1000 }],
  number_weights: { ...NO_WEIGHTS, posterior: 1, beside_others: -1 },
  number_thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 0.9, n: 1000 }],
  scores: {},
  training: {},
};

/** An answer that is sure of this digit, or, with null, that it is none. */
export function createReading(digit: number | null, confidence = 0.995): Reading {
  const rest = (1 - confidence) / 10;
  const share = (index: number) => (index === digit ? confidence : rest);
  return {
    digit,
    confidence,
    decision: digit === null ? "reject" : "accept",
    probabilities: Array.from({ length: 10 }, (_, index) => share(index)),
    nonDigit: digit === null ? confidence : rest,
    warnings: [],
    seen: { box: { x: 1, y: 2, width: 3, height: 4 }, ink: "dark", input: new Float32Array(28 * 28) },
    timings: { startedMs: 0, decodeMs: 1, findMs: 2, queueMs: 4, inferMs: 3 },
  };
}

/** Numbers as they'd be read from a picture, below each other. */
export function createNumbersReading(...texts: readonly string[]): NumbersReading {
  const toNumber = (text: string, row: number): NumberReading => ({
    ...{ text, value: Number(text), confidence: 0.98, decision: "accept", row, column: 0 },
    box: { x: 1, y: 40 * row, width: 20 * text.length, height: 30 },
    digits: Array.from(text.replace(/\D/g, ""), (digit, at) => ({
      ...{ digit: Number(digit), confidence: 0.99, input: new Float32Array(28 * 28) },
      box: { x: 1 + 20 * at, y: 40 * row, width: 18, height: 30 },
    })),
    ...{ alternatives: [], warnings: [] },
  });
  return {
    ...{ numbers: texts.map(toNumber), warnings: [] },
    timings: { startedMs: 0, decodeMs: 1, findMs: 2, queueMs: 4, inferMs: 3 },
  };
}

/** Sure that every PNG is a 0; everything else is no image that it reads. Or whatever `answer` does. */
export function createFakeReader(
  read: (bytes: Uint8Array, options: ReadOptions) => Reading | Promise<Reading> = readPng,
  readAll: (bytes: Uint8Array, options: NumbersOptions) => NumbersReading = readNothing,
): Reader {
  return {
    manifest: FAKE_MANIFEST,
    readDigit: async (bytes, options = {}) => read(bytes, options),
    readNumbers: async (bytes, options = {}) => readAll(bytes, options),
  };
}

function readNothing(bytes: Uint8Array): NumbersReading {
  readPng(bytes);
  return createNumbersReading();
}

function readPng(bytes: Uint8Array): Reading {
  if (bytes.length === 0) throw new PredictorError("file_empty", "The file is empty.");
  if (bytes[0] !== 0x89) throw new PredictorError("image_unsupported", "This is no image that is read.");
  return createReading(0);
}
