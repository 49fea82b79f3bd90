import type { Manifest } from "../../src/core/manifest.ts";
import type { ReadOptions } from "../../src/core/read-digit.ts";
import type { Reading } from "../../src/core/reading.ts";
import { PredictorError } from "../../src/errors.ts";
import type { Reader } from "../../src/reader/create-reader.ts";

export const FAKE_MANIFEST: Manifest = {
  name: "digits",
  version: "1.2.3",
  sha256: "ab".repeat(32),
  preprocessing_version: 1,
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"],
  temperature: 1,
  thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 0.95, n: 1000 }],
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

/** Sure that every PNG is a 0; everything else is no image that it reads. Or whatever `answer` does. */
export function createFakeReader(
  read: (bytes: Uint8Array, options: ReadOptions) => Reading | Promise<Reading> = readPng,
): Reader {
  return { manifest: FAKE_MANIFEST, readDigit: async (bytes, options = {}) => read(bytes, options) };
}

function readPng(bytes: Uint8Array): Reading {
  if (bytes.length === 0) throw new PredictorError("file_empty", "The file is empty.");
  if (bytes[0] !== 0x89) throw new PredictorError("image_unsupported", "This is no image that is read.");
  return createReading(0);
}
