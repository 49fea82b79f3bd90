import type { Settings } from "./config.ts";
import { createBatchingClassifier } from "./model/batching-classifier.ts";
import { loadModel } from "./model/load-model.ts";
import { openOnnxClassifier } from "./model/onnx-classifier.ts";
import { createRecognizer, type Recognizer } from "./recognizer.ts";

/** Most pictures in one call of the network. Eight take an eighth less time a picture than one; more are no faster, and hold up the rest. */
const MAX_NETWORK_BATCH = 8;

/** What must be opened once, and closed again. */
export interface Service {
  readonly recognizer: Recognizer;
  /** Tells of every batch that the network is given. */
  onBatch(listener: (size: number, waiting: number) => void): void;
  close(): Promise<void>;
}

/** @throws PredictorError `model_unusable` */
export async function openService(
  settings: Pick<Settings, "model" | "queueSize" | "maxFileBytes" | "maxPixels">,
): Promise<Service> {
  const { weights, manifest } = await loadModel(settings.model);
  let listener: (size: number, waiting: number) => void = () => undefined;
  const classifier = createBatchingClassifier(await openOnnxClassifier(weights), {
    maxBatch: MAX_NETWORK_BATCH,
    maxQueue: settings.queueSize,
    onBatch: (size, waiting) => listener(size, waiting),
  });
  const limits = { maxBytes: settings.maxFileBytes, maxPixels: settings.maxPixels };
  return {
    recognizer: createRecognizer(classifier, manifest, limits),
    onBatch(given) {
      listener = given;
    },
    close: () => classifier.close(),
  };
}
