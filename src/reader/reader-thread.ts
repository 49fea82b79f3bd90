import { parentPort, workerData } from "node:worker_threads";
import { openQuickClassifier } from "../core/quick-classifier.ts";
import { readDigit } from "../core/read-digit.ts";
import { readNumbers } from "../core/read-numbers.ts";
import { PredictorError } from "../errors.ts";
import { createBatchingClassifier } from "./batching-classifier.ts";
import { createConstraintCache } from "./constraint-cache.ts";
import { createOutbox } from "./create-outbox.ts";
import { checkFile } from "./decode/check-file.ts";
import { glanceFactor } from "./decode/glance-factor.ts";
import type { Header } from "./decode/header.ts";
import { laneOf } from "./decode/lane.ts";
import { openDecoder, type Use } from "./decode/open-decoder.ts";
import { freeBytes } from "./free-bytes.ts";
import { openOnnxClassifier } from "./onnx/onnx-classifier.ts";
import { openOnnxFinder } from "./onnx/onnx-finder.ts";
import { openOnnxLineReader } from "./onnx/onnx-line-reader.ts";
import { createPlaces } from "./places.ts";
import { selfTest } from "./self-test.ts";
import type { FromThread, ThreadData, ThreadError, ToThread } from "./threaded-reader.ts";

// The reading thread of a service. `threaded-reader.ts` is the other side.

/** Most pictures in one call of the network. Eight take an eighth less time a picture than one; more are no faster, and delay other pictures. */
const MAX_NETWORK_BATCH = 8;

const port = parentPort!;
const { model, limits, decodeMemory } = workerData as ThreadData;
// The readings of a batch go together.
const tell = createOutbox<FromThread>((messages) => port.postMessage(messages), process.nextTick);

try {
  const [network, finder, lineReader, quickClassifier] = await Promise.all([
    openOnnxClassifier(model.classifier),
    openOnnxFinder(model.finder),
    model.lines && openOnnxLineReader(model.lines),
    model.quick && openQuickClassifier(model.quick),
  ]);
  const readRight = await selfTest({ classifier: network, finder, lineReader, manifest: model.manifest });
  const classifier = createBatchingClassifier(network, {
    maxBatch: MAX_NETWORK_BATCH,
    onBatch: (size, waiting) => tell({ batch: size, waiting }),
  });
  const decoder = openDecoder(decodeMemory);
  const constraints = createConstraintCache();
  const places = createPlaces((lane) => tell({ next: lane }));
  const running = new Map<number, AbortController>();

  /** Reads a picture, or answers that it must wait. */
  async function read({ id, bytes, task, place }: Extract<ToThread, { readonly id: number }>): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    let inUse = Promise.withResolvers<Use>();
    let taken = place;
    let isDecoded = false;
    try {
      const constraint =
        task.kind === "numbers" ? constraints.compile(task.options.constraint, task.constraintKey) : null;
      const header = checkFile(bytes, limits);
      const lane = laneOf(header);
      if (lane !== "quick" && place === undefined) {
        if (places.take(lane)) taken = lane;
        const { format, width, height } = header;
        tell({ id, lane, size: { format, width, height }, mustWait: taken === undefined });
        if (taken === undefined) return;
      }
      const glance = async (file: Header, signal?: AbortSignal) => {
        isDecoded = glanceFactor(file) !== undefined;
        return await decoder.glance(file, signal, inUse.promise);
      };
      const decode = async (file: Header, signal?: AbortSignal) => {
        // The glance was not enough: its memory is free before the picture's is taken.
        inUse.resolve("again");
        inUse = Promise.withResolvers();
        isDecoded = true;
        return await decoder.decode(file, signal, inUse.promise);
      };
      // The quick classifier for what was not read on the other thread: the same picture in another format has the same reading.
      const reading = { decode, glance, finder, classifier, quickClassifier, lineReader, manifest: model.manifest };
      const { signal } = controller;
      if (task.kind === "digit") tell({ id, reading: await readDigit(header, reading, { ...task.options, signal }) });
      else tell({ id, reading: await readNumbers(header, reading, { ...task.options, constraint, signal }) });
    } catch (error) {
      tell({ id, error: describe(error) });
    } finally {
      running.delete(id);
      inUse.resolve("done");
      if (!isDecoded) freeBytes(bytes);
      if (taken) places.giveBack(taken);
    }
  }

  async function close(): Promise<void> {
    decoder.close();
    await Promise.all([classifier.close(), finder.close(), lineReader?.close()]);
    port.close();
  }

  port.on("message", (messages: readonly ToThread[]) => {
    for (const message of messages) {
      if ("close" in message) void close();
      else if ("cancel" in message) running.get(message.cancel)?.abort();
      else if ("giveBack" in message) places.giveBack(message.giveBack);
      else void read(message);
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
