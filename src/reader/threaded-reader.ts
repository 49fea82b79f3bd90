import { SHARE_ENV, Worker } from "node:worker_threads";
import type { NumbersReading } from "../core/numbers/number-reading.ts";
import type { Reading } from "../core/reading.ts";
import type { ReadOptions } from "../core/reading-model.ts";
import { type ErrorCode, PredictorError } from "../errors.ts";
import { createOutbox } from "./create-outbox.ts";
import type { NumbersOptions } from "./create-reader.ts";
import type { DecodeLimits } from "./decode/check-file.ts";
import { LANES, type Lane } from "./decode/lane.ts";
import { createPixelQueue, type PictureSize } from "./decode/pixel-queue.ts";
import type { Model } from "./load-model.ts";
import { MAX_QUICK_FILE_BYTES, openQuickReader, type QuickReader } from "./open-quick-reader.ts";
import { refusal } from "./refusal.ts";
import type { OpenedReader } from "./swappable-reader.ts";
import { type ConstraintKey, toConstraintKey } from "./to-constraint-key.ts";

/** What the thread is started with. */
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

/** A reading of either kind; each goes to its caller. */
type AnyReading = Reading | NumbersReading;

export type ToThread =
  | {
      readonly id: number;
      readonly bytes: Uint8Array;
      readonly task: ReadingTask;
      /** The place that was reserved for it. */
      readonly place: Lane | undefined;
    }
  | { readonly cancel: number }
  /** A reserved place isn't needed. */
  | { readonly giveBack: Lane }
  | { readonly close: true };

export type FromThread =
  | { readonly readRight: number }
  | { readonly failed: ThreadError }
  | { readonly id: number; readonly reading: AnyReading }
  | { readonly id: number; readonly error: ThreadError }
  /** This picture belongs in another lane than `quick`. If it must wait, its bytes are sent again when it has a place. */
  | { readonly id: number; readonly lane: Lane; readonly size: PictureSize; readonly mustWait: boolean }
  /** A place is free, and reserved for the next picture in this lane's queue. */
  | { readonly next: Lane }
  | { readonly batch: number; readonly waiting: number };

/** An error between threads. Without a code it is a defect of this program. */
export interface ThreadError {
  readonly code: ErrorCode | undefined;
  readonly message: string;
}

export interface ThreadOptions extends Omit<ThreadData, "model"> {
  /** Most pictures that may wait for the thread; more are refused with `overloaded`. */
  readonly maxQueue: number;
  /** Most pixels of pictures that wait in other lanes than `quick`. */
  readonly queuePixels: number;
  /** Called with the size of every batch that the network runs, and the number of pictures that wait then. */
  readonly onBatch: (size: number, waiting: number) => void;
  /** If the thread crashes: true rejects all requests, past and future; false (default) ends the process. */
  readonly rejectsOnCrash?: boolean;
}

/** It accepts pictures before it is ready; they wait. */
export interface ThreadedReader extends OpenedReader {
  /** How many pictures of the self-test the model reads right; rejects with `model_unusable`. */
  readonly ready: Promise<number>;
}

/** Quick pictures in the thread at a time: enough to fill the network's batches, few enough that most waiting pictures can still be cancelled. */
const MAX_QUICK = 64;
/** Small pictures that wait for their turn on the calling thread: two turns' work. The reading thread takes what is more. */
const MAX_QUICK_HERE = 64;
/** Bytes of them and of their constraints, for each is a copy. */
const MAX_QUICK_BYTES = 16_000_000;
/** For young objects in the thread, of which V8 keeps three spaces; where there is much memory it would let them grow to 192. */
const YOUNG_MB = 48;
/** Longest that `close` waits for the thread, in milliseconds. Decoders in it end by themselves after a third of that. */
const CLOSE_MS = 1000;

interface Asked {
  readonly bytes: Uint8Array;
  readonly task: ReadingTask;
  readonly signal: AbortSignal | undefined;
  /** About how many bytes are copied when it is sent to the thread. */
  readonly size: number;
  /** Milliseconds on the clock of `performance.now()`. */
  readonly askedMs: number;
  readonly resolve: (reading: AnyReading) => void;
  readonly reject: (error: Error) => void;
  /** The queue that it waits in; undefined while it is in the thread. */
  queue: Asked[] | undefined;
  /** Its number in the thread; undefined while it waits. */
  id: number | undefined;
  lane: Lane;
  /** Called when its pixels wait no longer. */
  leave: (() => void) | undefined;
}

/**
 * Opens a reader in a thread of its own, so that no picture blocks the thread that answers requests. All pictures queue here,
 * so that a disconnected client can be removed at once. Each lane (`decode/lane.ts`) has its own queue, first come, first served, so
 * that small pictures don't wait for large ones. If the thread crashes, the process exits (but for `rejectsOnCrash`); the supervisor restarts it.
 */
export function openThreadedReader(model: Model, options: ThreadOptions): ThreadedReader {
  const { maxQueue, queuePixels, onBatch, limits, decodeMemory, rejectsOnCrash = false } = options;
  const thread = new Worker(new URL(`reader-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    workerData: { model, limits, decodeMemory } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    execArgv: [], // --input-type of the process, for one, is not for threads
    env: SHARE_ENV, // the variable that switches off ONNX Runtime's telemetry must be in the process' own environment
  });
  // Requests that arrive in one turn of the event loop go to the thread together.
  const tell = createOutbox<ToThread>(
    (messages, moved) => thread.postMessage(messages, moved),
    setImmediate,
    (message, error) => {
      // A caller without types gave options that threads can't send each other, such as a function.
      if ("id" in message) takeBack(message.id)?.reject(error);
    },
  );
  let quickReader: QuickReader | undefined;
  /** Pictures that wait for their turn on this thread. */
  let quickHere = 0;
  const quickReady = openQuickReader(model, limits).then((opened) => {
    quickReader = opened;
  });
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
    // A copy: a slice of a larger body would be sent with the whole body.
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

  /** Removes a picture that the thread has settled, or that must wait. */
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

  const threadReady = new Promise<number>((resolve, reject) => {
    thread.on("message", (messages: readonly FromThread[]) => {
      for (const message of messages) {
        if ("readRight" in message) resolve(message.readRight);
        else if ("failed" in message) reject(toError(message.failed));
        else onMessage(message);
      }
      sendQuick();
    });
    thread.on("error", reject); // until it is ready
  });
  const ready = Promise.all([threadReady, quickReady]).then(([readRight]) => readRight);
  ready.then(() => {
    thread.removeAllListeners("error"); // without a listener an error ends the process
    if (rejectsOnCrash) thread.on("error", rejectAll);
  }, giveUpAll);

  /** What can't be opened is left behind by nobody: the caller has no reader to close. */
  function giveUpAll(error: Error): void {
    rejectAll(error);
    tell({ close: true });
  }

  function refuseIfGone(signal: AbortSignal | undefined): void {
    if (failure) throw failure;
    if (signal?.aborted) throw cancelled();
  }

  /** On this thread where that is enough, and few others wait for it. */
  async function readDigitQuickly(
    bytes: Uint8Array,
    task: ReadingTask & { readonly kind: "digit" },
    signal: AbortSignal | undefined,
  ): Promise<AnyReading> {
    const askedMs = performance.now();
    if (quickReader === undefined || bytes.length > MAX_QUICK_FILE_BYTES || quickHere >= MAX_QUICK_HERE)
      return await read(bytes, task, signal, askedMs);
    refuseIfGone(signal);
    const own = new Uint8Array(bytes); // the caller may change its bytes; a slice of a Buffer would share them
    quickHere++;
    let reading: Reading | undefined;
    try {
      reading = await quickReader(own, task.options, () => refuseIfGone(signal));
    } finally {
      quickHere--;
    }
    return reading ? onOurClock(reading, askedMs) : await read(own, task, signal, askedMs);
  }

  async function read(
    bytes: Uint8Array,
    task: ReadingTask,
    signal: AbortSignal | undefined,
    askedMs = performance.now(),
  ): Promise<AnyReading> {
    refuseIfGone(signal);
    if (waitingCount() >= maxQueue)
      throw refusal("overloaded", "Too many pictures are waiting. Try again in a moment.");
    return await new Promise<AnyReading>((resolve, reject) => {
      const asked: Asked = {
        ...{ bytes, task, size: bytes.length + sizeOf(task), signal, askedMs, resolve, reject },
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
        readDigitQuickly(bytes, { kind: "digit", options }, signal) as Promise<Reading>,
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
  return new PredictorError("cancelled", "The client has disconnected.");
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
