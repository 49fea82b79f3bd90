import type { Settings } from "./config.ts";
import type { DecodeLimits } from "./decode/decode.ts";
import { createPixelQueue } from "./decode/pixel-queue.ts";
import { PredictorError } from "./errors.ts";
import { createBatchingClassifier } from "./model/batching-classifier.ts";
import { loadModel, type Model } from "./model/load-model.ts";
import type { Manifest } from "./model/manifest.ts";
import type { ModelPlace } from "./model/model-keeper.ts";
import { openOnnxClassifier } from "./model/onnx-classifier.ts";
import { SELF_TEST_SIZE, selfTest } from "./model/self-test.ts";
import { createRecognizer, type Recognizer } from "./recognizer.ts";
import { createSwappableRecognizer, type OpenRecognizer } from "./swappable-recognizer.ts";

/** Most pictures in one call of the network. Eight take an eighth less time a picture than one; more are no faster, and hold up the rest. */
const MAX_NETWORK_BATCH = 8;
/** A new model may read this many pictures of the self-test fewer than the one that it replaces. */
const SELF_TEST_SLACK = 1;

/** What must be opened once, and closed again. */
export interface Service extends ModelPlace {
  readonly recognizer: Recognizer;
  /** What is served now. */
  readonly model: Model;
  /** Tells of every batch that the network is given. */
  onBatch(listener: BatchListener): void;
  close(): Promise<void>;
}

export type BatchListener = (size: number, waiting: number, model: Manifest) => void;

type ServiceSettings = Pick<Settings, "model" | "queueSize" | "queuePixels" | "maxFileBytes" | "maxPixels">;

/**
 * @param model what to serve instead of reading `settings.model`
 * @throws PredictorError `model_unusable`
 */
export async function openService(settings: ServiceSettings, model?: Model): Promise<Service> {
  let listener: BatchListener = () => undefined;
  const limits = {
    maxBytes: settings.maxFileBytes,
    maxPixels: settings.maxPixels,
    queue: createPixelQueue(settings.queuePixels),
  };
  const open = (given: Model) => openModel(given, settings.queueSize, limits, (...batch) => listener(...batch));
  let current = await open(model ?? (await loadModel(settings.model)));
  let staged: Opened | undefined;
  const { recognizer, swap, close } = createSwappableRecognizer(current);
  return {
    recognizer,
    get model() {
      return current.model;
    },
    onBatch(given) {
      listener = given;
    },
    async stage(next) {
      const opened = await open(next);
      if (opened.readRight + SELF_TEST_SLACK < current.readRight) {
        await opened.close();
        const message = `The model reads ${opened.readRight} of the ${SELF_TEST_SIZE} pictures of the self-test, the one in service ${current.readRight}.`;
        throw new PredictorError("model_unusable", message);
      }
      await staged?.close(); // of a change that was given up meanwhile
      staged = opened;
    },
    async take() {
      if (staged === undefined) return;
      swap(staged);
      current = staged;
      staged = undefined;
    },
    async drop() {
      await staged?.close();
      staged = undefined;
    },
    close,
  };
}

interface Opened extends OpenRecognizer {
  readonly model: Model;
  /** How many pictures of the self-test it reads right. */
  readonly readRight: number;
}

async function openModel(
  model: Model,
  maxQueue: number,
  limits: DecodeLimits,
  onBatch: BatchListener,
): Promise<Opened> {
  const { weights, manifest } = model;
  const network = await openOnnxClassifier(weights);
  try {
    const readRight = await selfTest(network, manifest);
    const classifier = createBatchingClassifier(network, {
      maxBatch: MAX_NETWORK_BATCH,
      maxQueue,
      onBatch: (size, waiting) => onBatch(size, waiting, manifest),
    });
    return {
      model,
      recognizer: createRecognizer(classifier, manifest, limits),
      readRight,
      close: () => classifier.close(),
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}
