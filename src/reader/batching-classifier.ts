import { setImmediate as nextTurn } from "node:timers/promises";
import type { Classifier, Wait } from "../core/classifier.ts";
import { CLASSES } from "../core/manifest.ts";
import { INPUT_SIZE } from "../core/picture.ts";
import { PredictorError } from "../errors.ts";

export interface BatchingOptions {
  /** Most pictures in one call of the network. */
  readonly maxBatch: number;
  /** Called after every batch with its size, and with how many waited when it began. */
  readonly onBatch?: (size: number, waiting: number) => void;
}

interface Waiting extends Wait {
  readonly inputs: Float32Array;
  readonly n: number;
  readonly resolve: (logits: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

const PIXELS = INPUT_SIZE * INPUT_SIZE;

/**
 * Batches what has arrived and never waits on a timer: while one batch runs, the next one is collected; an idle network starts in the
 * next turn of the event loop, with all that came in this one.
 * Pictures of disconnected clients are dropped before they are run.
 */
export function createBatchingClassifier(classifier: Classifier, options: BatchingOptions): Classifier {
  const queue: Waiting[] = [];
  let waiting = 0;
  let busy = false;
  let closed = false;

  async function work(): Promise<void> {
    busy = true;
    while (queue.length > 0) {
      await nextTurn();
      const batch = takeBatch();
      if (batch.length === 0) continue;
      const waitingThen = waiting;
      await runBatch(classifier, batch);
      options.onBatch?.(
        batch.reduce((sum, item) => sum + item.n, 0),
        waitingThen,
      );
    }
    busy = false;
  }

  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let size = 0;
    while (queue.length > 0 && (size === 0 || size + queue[0].n <= options.maxBatch)) {
      const item = queue.shift()!;
      waiting -= item.n;
      if (item.signal?.aborted) {
        item.reject(new PredictorError("cancelled", "The client has disconnected."));
        continue;
      }
      batch.push(item);
      item.onStart?.();
      size += item.n;
    }
    return batch;
  }

  return {
    classify(inputs, n, wait) {
      if (closed)
        return Promise.reject(new PredictorError("shutting_down", "The service is going down. Try again in a moment."));
      return new Promise((resolve, reject) => {
        queue.push({ ...wait, inputs, n, resolve, reject });
        waiting += n;
        if (!busy) void work();
      });
    },
    async close() {
      closed = true;
      while (busy) await new Promise((resolve) => setImmediate(resolve));
      await classifier.close();
    },
  };
}

async function runBatch(classifier: Classifier, batch: readonly Waiting[]): Promise<void> {
  try {
    if (batch.length === 1) return batch[0].resolve(await classifier.classify(batch[0].inputs, batch[0].n));
    const n = batch.reduce((sum, item) => sum + item.n, 0);
    const inputs = new Float32Array(n * PIXELS);
    let at = 0;
    for (const item of batch) {
      inputs.set(item.inputs, at * PIXELS);
      at += item.n;
    }
    const logits = await classifier.classify(inputs, n);
    at = 0;
    for (const item of batch) {
      item.resolve(logits.subarray(at * CLASSES.length, (at + item.n) * CLASSES.length));
      at += item.n;
    }
  } catch (error) {
    for (const item of batch) item.reject(error);
  }
}
