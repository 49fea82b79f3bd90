import { PredictorError } from "../errors.ts";
import type { Classifier } from "./classifier.ts";
import { chooseReading } from "./decide/choose-reading.ts";
import { findCandidates } from "./find-candidates.ts";
import { stackInputs } from "./frame/stack-inputs.ts";
import { toOriginalBox } from "./image/to-original-box.ts";
import type { Manifest } from "./manifest.ts";
import type { Picture } from "./picture.ts";
import type { Reading } from "./reading.ts";

/** What reading takes besides the picture. It is handed in: a server and a browser decode and compute each in its own way. */
export interface DigitModel<Source> {
  /**
   * Turns what the caller has, such as the bytes of a file, into pixels. Its errors are passed on. Its pixels are used on the same
   * turn of the event loop, and not kept.
   */
  decode(source: Source, signal?: AbortSignal): Promise<Picture>;
  readonly classifier: Classifier;
  readonly manifest: Manifest;
}

export interface ReadOptions {
  /** Share of accepted readings that may be wrong, above 0 to 1. Default 0.01. */
  readonly maxError?: number;
  /** Gives up with `cancelled` where the caller has gone away. */
  readonly signal?: AbortSignal;
}

/**
 * THE use case: reads the digit of a picture. Decode, find, frame, classify, decide.
 *
 * @throws PredictorError `no_ink`, `cancelled`, and what decoder and classifier throw
 */
export async function readDigit<Source>(
  source: Source,
  { decode, classifier, manifest }: DigitModel<Source>,
  { maxError, signal }: ReadOptions = {},
): Promise<Reading> {
  const startedMs = performance.now();
  const picture = await decode(source, signal);
  refuseIfGone(signal);
  const decodedMs = performance.now();
  const candidates = findCandidates(picture);
  if (candidates.length === 0)
    throw new PredictorError("no_ink", "There is nothing on this picture. Send one with a digit on it.");
  const { width, height, original, truncated } = picture; // its pixels are free while the classifier is waited for
  const foundMs = performance.now();
  let begunMs = foundMs;
  const logits = await classifier.classify(stackInputs(candidates), candidates.length, {
    signal,
    onStart: () => {
      begunMs = performance.now();
    },
  });
  refuseIfGone(signal);
  const { candidate, warnings, ...reading } = chooseReading(candidates, logits, manifest, maxError);
  return {
    ...reading,
    warnings: truncated ? [...warnings, "truncated"] : warnings,
    seen: {
      box: toOriginalBox(candidate.box, { width, height, original }),
      ink: candidate.ink,
      input: candidate.input,
    },
    timings: {
      startedMs,
      decodeMs: decodedMs - startedMs,
      findMs: foundMs - decodedMs,
      queueMs: begunMs - foundMs,
      inferMs: performance.now() - begunMs,
    },
  };
}

function refuseIfGone(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PredictorError("cancelled", "The caller has gone away.");
}
