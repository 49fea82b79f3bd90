import { SHARE_ENV, Worker } from "node:worker_threads";
import type { ReadOptions } from "../core/read-digit.ts";
import type { Reading } from "../core/reading.ts";
import { type ErrorCode, PredictorError } from "../errors.ts";
import type { Model } from "./load-model.ts";
import { refusal } from "./refusal.ts";
import type { OpenedReader } from "./swappable-reader.ts";

/** What the thread begins with. */
export interface ThreadData {
  readonly model: Model;
  readonly maxBytes: number;
  readonly maxPixels: number;
  /** Most pixels that may wait to be decoded. */
  readonly queuePixels: number;
}

export type ToThread =
  | { readonly id: number; readonly bytes: Uint8Array; readonly options: Omit<ReadOptions, "signal"> }
  | { readonly cancel: number }
  | { readonly close: true };

export type FromThread =
  | { readonly readRight: number }
  | { readonly failed: ThreadError }
  | { readonly id: number; readonly reading: Reading }
  | { readonly id: number; readonly error: ThreadError }
  | { readonly batch: number; readonly waiting: number };

/** An error as it goes from thread to thread; without a code it is one of ours to look into. */
export interface ThreadError {
  readonly code: ErrorCode | undefined;
  readonly message: string;
}

export interface ThreadOptions extends Omit<ThreadData, "model"> {
  /** Most pictures that may wait for the thread; more are refused with `overloaded`. */
  readonly maxQueue: number;
  /** Told of every batch that the network is given, and how many pictures wait then. */
  readonly onBatch: (size: number, waiting: number) => void;
}

/** Pictures may be given to it at once; they wait until it is ready. */
export interface ThreadedReader extends OpenedReader {
  /** How many pictures of the self-test the model reads right; rejects with `model_unusable`. */
  readonly ready: Promise<number>;
}

/**
 * Pictures in the thread at a time: enough to fill the network's batches and to decode a few large ones beside the small, few enough
 * that what waits can still be given up.
 */
const MAX_IN_THREAD = 64;
/** For young objects in the thread, of which V8 keeps three spaces; where there is much memory it would let them grow to 192. */
const YOUNG_MB = 48;

interface PendingReading {
  readonly bytes: Uint8Array;
  readonly options: Omit<ReadOptions, "signal">;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly askedMs: number;
  readonly resolve: (reading: Reading) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Opens a reader in a thread of its own, so that no picture blocks the HTTP thread. Pictures queue here, first
 * come, first served. If the thread crashes, the process exits; the supervisor restarts it.
 */
export function openThreadedReader(model: Model, options: ThreadOptions): ThreadedReader {
  const { maxQueue, onBatch, ...limits } = options;
  const thread = new Worker(new URL(`reader-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { model, ...limits } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    env: SHARE_ENV, // what refuses ONNX Runtime's telemetry must stand in the process' own environment
  });
  const tell = (message: ToThread) => thread.postMessage(message);
  const exited = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const waiting: PendingReading[] = [];
  const inThread = new Map<number, PendingReading>();
  let nextId = 0;
  let failure: Error | undefined;

  function sendNext(): void {
    while (waiting.length > 0 && inThread.size < MAX_IN_THREAD) {
      const next = waiting.shift()!;
      if (next.signal?.aborted) {
        next.reject(new PredictorError("cancelled", "The caller has gone away."));
        continue;
      }
      const id = nextId++;
      inThread.set(id, next);
      next.signal?.addEventListener("abort", () => inThread.has(id) && tell({ cancel: id }), { once: true });
      // A copy: what is cut from a larger body would else be sent with the whole of it.
      tell({ id, bytes: new Uint8Array(next.bytes), options: next.options });
    }
  }

  function settle(id: number, done: (pending: PendingReading) => void): void {
    const pending = inThread.get(id)!;
    inThread.delete(id);
    done(pending);
    sendNext();
  }

  const ready = new Promise<number>((resolve, reject) => {
    thread.on("message", (message: FromThread) => {
      if ("reading" in message)
        settle(message.id, (pending) => pending.resolve(onOurClock(message.reading, pending.askedMs)));
      else if ("error" in message) settle(message.id, (pending) => pending.reject(toError(message.error)));
      else if ("batch" in message) onBatch(message.batch, message.waiting + waiting.length);
      else if ("failed" in message) reject(toError(message.failed));
      else resolve(message.readRight);
    });
    thread.on("error", reject); // until it is ready
  });
  ready.then(
    () => thread.removeAllListeners("error"), // none to listen: the process ends by it
    (error) => {
      failure = error;
      for (const { reject } of [...inThread.values(), ...waiting]) reject(error);
    },
  );
  return {
    ready,
    reader: {
      manifest: model.manifest,
      readDigit(bytes, { signal, ...options } = {}) {
        if (failure) return Promise.reject(failure);
        if (waiting.length >= maxQueue) {
          return Promise.reject(refusal("overloaded", "Too many pictures are waiting. Try again in a moment."));
        }
        return new Promise((resolve, reject) => {
          waiting.push({ bytes, options, signal, askedMs: performance.now(), resolve, reject });
          sendNext();
        });
      },
    },
    async close() {
      tell({ close: true });
      await exited;
    },
  };
}

/** Threads have clocks of their own. All that wasn't work was waiting. */
function onOurClock(reading: Reading, askedMs: number): Reading {
  const { decodeMs, findMs, inferMs } = reading.timings;
  const queueMs = performance.now() - askedMs - decodeMs - findMs - inferMs;
  return { ...reading, timings: { startedMs: askedMs, queueMs, decodeMs, findMs, inferMs } };
}

function toError({ code, message }: ThreadError): Error {
  return code === undefined ? new Error(message) : new PredictorError(code, message);
}
