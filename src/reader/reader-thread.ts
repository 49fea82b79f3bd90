import { parentPort, workerData } from "node:worker_threads";
import { PredictorError } from "../errors.ts";
import { createBatchingClassifier } from "./batching-classifier.ts";
import { createReader } from "./create-reader.ts";
import { createPixelQueue } from "./decode/pixel-queue.ts";
import { openOnnxClassifier } from "./onnx/onnx-classifier.ts";
import { selfTest } from "./self-test.ts";
import type { FromThread, ThreadData, ThreadError, ToThread } from "./threaded-reader.ts";

// The thread that reads pictures for a service: its other half is `threaded-reader.ts`.

/** Most pictures in one call of the network. Eight take an eighth less time a picture than one; more are no faster, and hold up the rest. */
const MAX_NETWORK_BATCH = 8;

const port = parentPort!;
const { model, maxBytes, maxPixels, queuePixels } = workerData as ThreadData;
const tell = (message: FromThread) => port.postMessage(message);

try {
  const network = await openOnnxClassifier(model.weights);
  const readRight = await selfTest(network, model.manifest);
  const classifier = createBatchingClassifier(network, {
    maxBatch: MAX_NETWORK_BATCH,
    onBatch: (size, waiting) => tell({ batch: size, waiting }),
  });
  const limits = { maxBytes, maxPixels, queue: createPixelQueue(queuePixels) };
  const reader = createReader(classifier, model.manifest, limits);
  const running = new Map<number, AbortController>();

  port.on("message", async (message: ToThread) => {
    if ("close" in message) {
      await classifier.close();
      port.close();
    } else if ("cancel" in message) {
      running.get(message.cancel)?.abort();
    } else {
      const { id, bytes, options } = message;
      const controller = new AbortController();
      running.set(id, controller);
      try {
        tell({ id, reading: await reader.readDigit(bytes, { ...options, signal: controller.signal }) });
      } catch (error) {
        tell({ id, error: describe(error) });
      } finally {
        running.delete(id);
      }
    }
  });
  tell({ readRight });
} catch (error) {
  tell({ failed: describe(error) });
}

function describe(error: unknown): ThreadError {
  if (error instanceof PredictorError) return { code: error.code, message: error.message };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
