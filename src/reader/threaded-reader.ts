import { SHARE_ENV, Worker } from "node:worker_threads";
import type { NumbersReading } from "../core/numbers/number-reading.ts";
import type { Reading } from "../core/reading.ts";
import type { ReadOptions } from "../core/reading-model.ts";
import { type ErrorCode, PredictorError } from "../errors.ts";
import type { NumbersOptions } from "./create-reader.ts";
import type { DecodeLimits } from "./decode/check-file.ts";
import { LANES, type Lane } from "./decode/lane.ts";
import { createPixelQueue, type PictureSize } from "./decode/pixel-queue.ts";
import type { Model } from "./load-model.ts";
import { refusal } from "./refusal.ts";
import type { OpenedReader } from "./swappable-reader.ts";
import { type ConstraintKey, toConstraintKey } from "./to-constraint-key.ts";

/** What the thread begins with. */
export interface ThreadData {
  readonly model: Model;
  readonly limits: DecodeLimits;
  /** Memory that large pictures take together while they are decoded, in bytes. */
  readonly decodeMemory: number;
}

/** What a picture is read for. */
export type ReadingTask =
  | { readonly kind: "digit"; readonly options: Omit<ReadOptions, "signal"> }
  | {
      readonly kind: "numbers";
      readonly options: Omit<NumbersOptions, "signal">;
      readonly constraintKey: ConstraintKey | undefined;
    };

/** Of either kind; each is handed to whoever asked for it. */
type AnyReading = Reading | NumbersReading;

export type ToThread =
  | {
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly task: ReadingTask;
      /** The place that was kept for it. */
      readonly place: Lane | undefined;
    }
  | { readonly cancel: number }
  /** A place that was kept isn't needed. */
  | { readonly giveBack: Lane }
  | { readonly close: true };

export type FromThread =
  | { readonly readRight: number }
  | { readonly failed: ThreadError }
  | { readonly id: number; readonly reading: AnyReading }
  | { readonly id: number; readonly error: ThreadError }
  /** This picture goes another lane than `quick`. Where it must wait, its bytes are wanted again when a place is kept for it. */
  | { readonly id: number; readonly lane: Lane; readonly size: PictureSize; readonly mustWait: boolean }
  /** A place is free, and kept for the next one that waits. */
  | { readonly next: Lane }
  | { readonly batch: number; readonly waiting: number };

/** An error as it goes from thread to thread; without a code it is one of ours to look into. */
export interface ThreadError {
  readonly code: ErrorCode | undefined;
  readonly message: string;
}

export interface ThreadOptions extends Omit<ThreadData, "model"> {
  /** Most pictures that may wait for the thread; more are refused with `overloaded`. */
  readonly maxQueue: number;
  /** Most pixels of pictures that wait in other lanes than `quick`. */
  readonly queuePixels: number;
  /** Told of every batch that the network is given, and how many pictures wait then. */
  readonly onBatch: (size: number, waiting: number) => void;
  /** Where the thread crashes, what was asked and what will be asked is rejected; else the process ends by it. Default false. */
  readonly rejectsOnCrash?: boolean;
}

/** Pictures may be given to it at once; they wait until it is ready. */
export interface ThreadedReader extends OpenedReader {
  /** How many pictures of the self-test the model reads right; rejects with `model_unusable`. */
  readonly ready: Promise<number>;
}

/** Quick pictures in the thread at a time: enough to fill the network's batches, few enough that what waits can still be given up. */
const MAX_QUICK = 64;
/** Bytes of them and of their constraints, for each is a copy. */
const MAX_QUICK_BYTES = 32_000_000;
/** For young objects in the thread, of which V8 keeps three spaces; where there is much memory it would let them grow to 192. */
const YOUNG_MB = 48;
/** Longest that `close` waits for the thread, in milliseconds. Decoders in it end by themselves after a third of that. */
const CLOSE_MS = 1000;

interface Asked {
  readonly bytes: Uint8Array;
  readonly task: ReadingTask;
  readonly signal: AbortSignal | undefined;
  /** About how many bytes are copied when it goes into the thread. */
  readonly size: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly askedMs: number;
  readonly resolve: (reading: AnyReading) => void;
  readonly reject: (error: Error) => void;
  /** Where it waits, or undefined while it is in the thread. */
  queue: Asked[] | undefined;
  /** In the thread, its number there and the lane that it goes. */
  id: number | undefined;
  lane: Lane;
  /** To be called when its pixels wait no longer. */
  leave: (() => void) | undefined;
}

/**
 * Opens a reader in a thread of its own, so that no picture holds up the thread that answers requests. All pictures wait here,
 * where who has gone away leaves at once: first come, first served, in a queue for each lane (`decode/lane.ts`), so that small ones
 * don't wait for large ones. If the thread crashes, the process exits (but for `rejectsOnCrash`); the supervisor restarts it.
 */
export function openThreadedReader(model: Model, options: ThreadOptions): ThreadedReader {
  const { maxQueue, queuePixels, onBatch, limits, decodeMemory, rejectsOnCrash = false } = options;
  const thread = new Worker(new URL(`reader-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { model, limits, decodeMemory } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    execArgv: [], // --input-type of the process, for one, is not for threads
    env: SHARE_ENV, // what refuses ONNX Runtime's telemetry must stand in the process' own environment
  });
  const tell = (message: ToThread, moved: ArrayBuffer[] = []) => thread.postMessage(message, moved);
  const exited = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  const queues = Object.fromEntries(LANES.map((lane) => [lane, [] as Asked[]])) as Record<Lane, Asked[]>;
  const waitingCount = () => LANES.reduce((sum, lane) => sum + queues[lane].length, 0);
  const pixelQueue = createPixelQueue(queuePixels);
  const inThread = new Map<number, Asked>();
  let [quickCount, quickBytes] = [0, 0];
  let sent = 0;
  let failure: Error | undefined;

  function sendQuick(): void {
    const queue = queues.quick;
    while (queue.length > 0 && quickCount < MAX_QUICK) {
      if (quickCount > 0 && quickBytes + queue[0].size > MAX_QUICK_BYTES) return;
      send(queue[0], undefined);
    }
  }

  function send(asked: Asked, place: Lane | undefined): void {
    leaveQueue(asked);
    const id = sent++;
    asked.id = id;
    asked.lane = place ?? "quick";
    inThread.set(id, asked);
    countQuick(asked, 1);
    // A copy: what is cut from a larger body would else be sent with the whole of it.
    const bytes = new Uint8Array(asked.bytes);
    tell({ id, bytes, task: asked.task, place }, [bytes.buffer]);
  }

  function countQuick({ lane, size }: Asked, sign: 1 | -1): void {
    if (lane !== "quick") return;
    quickCount += sign;
    quickBytes += sign * size;
  }

  function leaveQueue(asked: Asked): void {
    asked.queue?.splice(asked.queue.indexOf(asked), 1);
    asked.queue = undefined;
    asked.leave?.();
    asked.leave = undefined;
  }

  /** Takes a picture back that the thread has settled, or doesn't need for now. */
  function takeBack(id: number): Asked | undefined {
    const asked = inThread.get(id);
    if (asked === undefined) return undefined; // it was closed meanwhile
    inThread.delete(id);
    asked.id = undefined;
    countQuick(asked, -1);
    return asked;
  }

  function enterLane(id: number, lane: Lane, size: PictureSize, mustWait: boolean): void {
    const asked = takeBack(id);
    if (asked === undefined) return;
    asked.lane = lane;
    if (!mustWait) {
      asked.id = id;
      inThread.set(id, asked);
      return;
    }
    try {
      if (asked.signal?.aborted) throw cancelled();
      asked.leave = pixelQueue.enter(size);
      asked.queue = queues[lane];
      asked.queue.push(asked);
    } catch (error) {
      asked.reject(error as Error);
    }
  }

  function giveUp(asked: Asked): void {
    if (asked.id !== undefined) tell({ cancel: asked.id });
    else {
      leaveQueue(asked);
      asked.reject(cancelled());
    }
  }

  function onMessage(message: FromThread): void {
    if ("reading" in message) {
      const asked = takeBack(message.id);
      asked?.resolve(onOurClock(message.reading, asked.askedMs));
    } else if ("error" in message) takeBack(message.id)?.reject(toError(message.error));
    else if ("lane" in message) enterLane(message.id, message.lane, message.size, message.mustWait);
    else if ("next" in message) {
      const next = queues[message.next][0];
      if (next) send(next, message.next);
      else tell({ giveBack: message.next });
    } else if ("batch" in message) onBatch(message.batch, message.waiting + waitingCount());
    sendQuick();
  }

  function rejectAll(error: Error): void {
    failure = error;
    const all = [...inThread.values(), ...LANES.flatMap((lane) => queues[lane])];
    inThread.clear();
    for (const asked of all) {
      leaveQueue(asked);
      asked.reject(error);
    }
  }

  const ready = new Promise<number>((resolve, reject) => {
    thread.on("message", (message: FromThread) => {
      if ("readRight" in message) resolve(message.readRight);
      else if ("failed" in message) reject(toError(message.failed));
      else onMessage(message);
    });
    thread.on("error", reject); // until it is ready
  });
  ready.then(() => {
    thread.removeAllListeners("error"); // none to listen: the process ends by it
    if (rejectsOnCrash) thread.on("error", rejectAll);
  }, rejectAll);

  function read(bytes: Uint8Array, task: ReadingTask, signal: AbortSignal | undefined): Promise<AnyReading> {
    if (failure) return Promise.reject(failure);
    if (waitingCount() >= maxQueue) {
      return Promise.reject(refusal("overloaded", "Too many pictures are waiting. Try again in a moment."));
    }
    if (signal?.aborted) return Promise.reject(cancelled());
    return new Promise<AnyReading>((resolve, reject) => {
      const asked: Asked = {
        ...{ bytes, task, size: bytes.length + sizeOf(task), signal, askedMs: performance.now(), resolve, reject },
        ...{ queue: queues.quick, id: undefined, lane: "quick", leave: undefined },
      };
      queues.quick.push(asked);
      sendQuick();
      signal?.addEventListener("abort", () => giveUp(asked), { once: true });
    });
  }

  return {
    ready,
    reader: {
      manifest: model.manifest,
      readDigit: (bytes, { signal, ...options } = {}) =>
        read(bytes, { kind: "digit", options }, signal) as Promise<Reading>,
      readNumbers: (bytes, { signal, ...options } = {}) => {
        const constraintKey = options.constraint && toConstraintKey(options.constraint);
        return read(bytes, { kind: "numbers", options, constraintKey }, signal) as Promise<NumbersReading>;
      },
    },
    async close() {
      rejectAll(new PredictorError("shutting_down", "The service is going down."));
      tell({ close: true });
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())]);
    },
  };
}

/** Bytes of a task's texts: a list of values may be longer than the picture. */
function sizeOf(task: ReadingTask): number {
  if (task.kind === "digit" || task.options.constraint === undefined) return 0;
  const texts = Object.values(task.options.constraint).flat();
  return texts.reduce((sum: number, text) => sum + 2 * String(text ?? "").length, 0);
}

function cancelled(): PredictorError {
  return new PredictorError("cancelled", "The caller has gone away.");
}

/** Threads have clocks of their own. All that wasn't work was waiting. */
function onOurClock<Read extends AnyReading>(reading: Read, askedMs: number): Read {
  const { decodeMs, findMs, inferMs } = reading.timings;
  const queueMs = performance.now() - askedMs - decodeMs - findMs - inferMs;
  return { ...reading, timings: { startedMs: askedMs, queueMs, decodeMs, findMs, inferMs } };
}

function toError({ code, message }: ThreadError): Error {
  return code === undefined ? new Error(message) : new PredictorError(code, message);
}
