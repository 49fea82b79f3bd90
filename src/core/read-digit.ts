import { PredictorError } from "../errors.ts";
import { type DecodeLimits, decode } from "../reader/decode/decode.ts";
import type { Classifier } from "./classifier.ts";
import { chooseReading, type Verdict } from "./decide/choose-reading.ts";
import { prepare } from "./find/find-regions.ts";
import { stackInputs } from "./frame/stack-inputs.ts";
import type { Manifest } from "./manifest.ts";
import type { Box, Ink } from "./picture.ts";

export type { Decision } from "./decide/choose-reading.ts";

export interface ReadOptions {
  /** Share of accepted answers that may be wrong, above 0 to 1. Default 0.01. */
  readonly maxError?: number;
  /** Gives up with `cancelled` where the caller has gone away. */
  readonly signal?: AbortSignal;
}

export interface Reading extends Omit<Verdict, "candidate"> {
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
  readonly findMs: number;
  /** Running it, and choosing the answer. */
  readonly inferMs: number;
}

/** THE use case: bytes in, answer out. */
export interface Reader {
  /** Of the model that reads what is asked for now. */
  readonly manifest: Manifest;
  /**
   * @param bytes an image file of any format that is read
   * @throws PredictorError `image_broken`, `image_unsupported`, `file_empty`, `file_too_large`, `picture_too_large`, `no_ink`,
   *   `overloaded`, `shutting_down`, `cancelled`
   */
  readDigit(bytes: Uint8Array, options?: ReadOptions): Promise<Reading>;
}

/** Joins decoder, preparation, network and decision. The caller closes the classifier. */
export function createReader(classifier: Classifier, manifest: Manifest, limits?: DecodeLimits): Reader {
  return {
    manifest,
    async readDigit(bytes, { maxError, signal } = {}) {
      const started = performance.now();
      const picture = await decode(bytes, limits, signal);
      refuseIfGone(signal);
      const decoded = performance.now();
      const prepared = prepare(picture);
      const ready = performance.now();
      let begun = ready;
      const logits = await classifier.classify(stackInputs(prepared), prepared.candidates.length, {
        signal,
        onStart: () => {
          begun = performance.now();
        },
      });
      refuseIfGone(signal);
      const { candidate, ...verdict } = chooseReading(prepared, logits, manifest, maxError);
      return {
        ...verdict,
        seen: { box: scaleBox(candidate.box, picture.scale ?? 1), ink: candidate.ink, input: candidate.input },
        timings: {
          startedMs: started,
          decodeMs: decoded - started,
          findMs: ready - decoded,
          queueMs: begun - ready,
          inferMs: performance.now() - begun,
        },
      };
    },
  };
}

/** Large pictures come smaller from the decoder; people want the box in what they sent. */
function scaleBox({ x, y, width, height }: Box, scale: number): Box {
  return { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
}

function refuseIfGone(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new PredictorError("cancelled", "The caller has gone away.");
}
