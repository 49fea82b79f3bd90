import { PredictorError } from "./errors.ts";
import type { Classifier } from "./model/classifier.ts";
import { chooseAnswer, type Verdict } from "./model/decide.ts";
import type { Manifest } from "./model/manifest.ts";
import type { Box, Ink, Picture } from "./vision/picture.ts";
import { prepare } from "./vision/prepare.ts";
import { stackInputs } from "./vision/stack-inputs.ts";
import { toOriginalBox } from "./vision/to-original-box.ts";

export type { Decision } from "./model/decide.ts";

export interface RecognizeOptions {
  /** Share of accepted answers that may be wrong, above 0 to 1. Default 0.01. */
  readonly maxError?: number;
  /** Gives up with `cancelled` where the caller has gone away. */
  readonly signal?: AbortSignal;
}

export interface Answer extends Omit<Verdict, "candidate"> {
  /** What the network saw. */
  readonly seen: Seen;
  /** Time spent, in milliseconds. */
  readonly timings: Timings;
}

export interface Seen {
  /** Where the digit was found, in the picture's own pixels (upright). */
  readonly box: Box;
  readonly ink: Ink;
  /** `[28, 28]`, 0 (paper) … 1 (ink). */
  readonly input: Float32Array;
}

/** Together, the time from `startedMs` on. */
export interface Timings {
  /** On the clock of `performance.now()`. */
  readonly startedMs: number;
  /** Waiting: for the thread that reads, before all else, and for the network. */
  readonly queueMs: number;
  readonly decodeMs: number;
  readonly prepareMs: number;
  /** Running it, and choosing the answer. */
  readonly inferMs: number;
}

/** THE use case: bytes in, answer out. */
export interface Recognizer<Source = Uint8Array> {
  /** Of the model that reads what is asked for now. */
  readonly manifest: Manifest;
  /**
   * @param source an image file of any format that is read
   * @throws PredictorError `image_broken`, `image_unsupported`, `file_empty`, `file_too_large`, `picture_too_large`, `no_ink`,
   *   `overloaded`, `shutting_down`, `cancelled`
   */
  recognize(source: Source, options?: RecognizeOptions): Promise<Answer>;
}

/**
 * Joins decoder, preparation, network and decision. The caller closes the classifier.
 *
 * @param decode turns what the caller has, such as the bytes of a file, into pixels. What it gives is prepared at once, on the same
 *   turn of the event loop, and not kept
 */
export function createRecognizer<Source>(
  classifier: Classifier,
  manifest: Manifest,
  decode: (source: Source, signal?: AbortSignal) => Promise<Picture>,
): Recognizer<Source> {
  return {
    manifest,
    async recognize(source, { maxError, signal } = {}) {
      const started = performance.now();
      const picture = await decode(source, signal);
      refuseIfGone(signal);
      const decoded = performance.now();
      const prepared = prepare(picture);
      const { width, height, original, truncated } = picture; // its pixels are free while the network is waited for
      const ready = performance.now();
      let begun = ready;
      const logits = await classifier.classify(stackInputs(prepared), prepared.candidates.length, {
        signal,
        onStart: () => {
          begun = performance.now();
        },
      });
      refuseIfGone(signal);
      const { candidate, warnings, ...verdict } = chooseAnswer(prepared, logits, manifest, maxError);
      return {
        ...verdict,
        warnings: truncated ? [...warnings, "truncated"] : warnings,
        seen: {
          box: toOriginalBox(candidate.box, { width, height, original }),
          ink: candidate.ink,
          input: candidate.input,
        },
        timings: {
          startedMs: started,
          decodeMs: decoded - started,
          prepareMs: ready - decoded,
          queueMs: begun - ready,
          inferMs: performance.now() - begun,
        },
      };
    },
  };
}

function refuseIfGone(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PredictorError("cancelled", "The caller has gone away.");
}
