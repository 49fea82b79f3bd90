import type { Settings } from "../config.ts";
import { PredictorError } from "../errors.ts";
import { loadModel, type Model } from "../model/load-model.ts";
import type { Manifest } from "../model/manifest.ts";
import type { ModelPlace } from "../model/model-keeper.ts";
import { SELF_TEST_SIZE } from "../model/self-test.ts";
import type { Recognizer } from "../recognizer.ts";
import { createSwappableRecognizer } from "./swappable-recognizer.ts";
import { openThreadedRecognizer, type ThreadedRecognizer, type ThreadOptions } from "./threaded-recognizer.ts";

/** A new model may read this many pictures of the self-test fewer than the one that it replaces. */
const SELF_TEST_SLACK = 1;

/** What must be opened once, and closed again. Pictures may be given to it at once; they wait until it is ready. */
export interface Service extends ModelPlace {
  /** Rejects with `model_unusable`. */
  readonly ready: Promise<unknown>;
  readonly recognizer: Recognizer;
  /** What is served now. */
  readonly model: Model;
  /** Tells of every batch that the network is given. */
  onBatch(listener: BatchListener): void;
  /** Ends within a second, whatever is being decoded: what isn't answered yet is rejected with `shutting_down`. */
  close(): Promise<void>;
}

export type BatchListener = (size: number, waiting: number, model: Manifest) => void;

type ServiceSettings = Pick<
  Settings,
  "queueSize" | "queuePixels" | "maxFileBytes" | "maxPixels" | "formats" | "decodeMemory"
>;

/**
 * Opens what reads pictures with the model of the settings.
 *
 * @throws PredictorError `model_unusable`
 */
export async function openService(settings: ServiceSettings & Pick<Settings, "model">): Promise<Service> {
  const service = startService(settings, await loadModel(settings.model));
  await service.ready;
  return service;
}

/** Begins to open it, with this model. */
export function startService(settings: ServiceSettings, model: Model): Service {
  let listener: BatchListener = () => undefined;
  const { maxFileBytes: maxBytes, maxPixels, formats, queuePixels, queueSize: maxQueue, decodeMemory } = settings;
  const open = (given: Model) =>
    openModel(given, {
      ...{ limits: { maxBytes, maxPixels, formats }, decodeMemory, queuePixels, maxQueue },
      onBatch: (size, waiting) => listener(size, waiting, given.manifest),
    });
  let current = open(model);
  let staged: Opened | undefined;
  const { recognizer, swap, close } = createSwappableRecognizer(current);
  return {
    ready: current.ready,
    recognizer,
    get model() {
      return current.model;
    },
    onBatch(given) {
      listener = given;
    },
    async stage(next) {
      const opened = open(next);
      const [readRight, presentRight] = await Promise.all([opened.ready, current.ready]);
      if (readRight + SELF_TEST_SLACK < presentRight) {
        await opened.close();
        const message = `The model reads ${readRight} of the ${SELF_TEST_SIZE} pictures of the self-test, the one in service ${presentRight}.`;
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

interface Opened extends ThreadedRecognizer {
  readonly model: Model;
}

function openModel(model: Model, options: ThreadOptions): Opened {
  return { model, ...openThreadedRecognizer(model, options) };
}
