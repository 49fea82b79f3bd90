import { CLASS_COUNT, type Manifest } from "../core/manifest.ts";
import { PredictorError } from "../errors.ts";
import type { Reader } from "./create-reader.ts";
import type { Format } from "./decode/sniff.ts";
import { loadModel, type Model } from "./load-model.ts";
import { createSwappableReader } from "./swappable-reader.ts";
import { openThreadedReader, type ThreadedReader, type ThreadOptions } from "./threaded-reader.ts";

/** A new model may read this many pictures of the self-test fewer than the one that it replaces. */
const SELF_TEST_SLACK = 1;

/** Where a model is served: a process. */
export interface ModelParticipant {
  /**
   * Opens a model beside the one in service, and tests it.
   *
   * @throws PredictorError `model_unusable`
   */
  prepare(model: Model): Promise<void>;
  /** Serves the staged model; the old one is closed after its last request. */
  commit(): Promise<void>;
  /** Forgets the staged model. */
  abort(): Promise<void>;
}

/** What must be opened once, and closed again. Pictures may be given to it at once; they wait until it is ready. */
export interface Service extends ModelParticipant {
  /** Rejects with `model_unusable`. */
  readonly ready: Promise<unknown>;
  readonly reader: Reader;
  /** What is served now. */
  readonly model: Model;
  /** Tells of every batch that the network is given. */
  onBatch(listener: BatchListener): void;
  /** Ends within a second, whatever is being decoded: what isn't answered yet is rejected with `shutting_down`. */
  close(): Promise<void>;
}

export type BatchListener = (size: number, waiting: number, model: Manifest) => void;

export interface ServiceOptions {
  /** Most pictures that may wait to be read. */
  readonly queueSize: number;
  /** Most pixels that may wait to be decoded. */
  readonly queuePixels: number;
  readonly maxFileBytes: number;
  /** Of one picture, width × height. */
  readonly maxPixels: number;
  readonly formats: readonly Format[];
  /** Memory that large pictures take together while they are decoded, in bytes. */
  readonly decodeMemory: number;
}

/**
 * Opens what reads pictures.
 *
 * @param options `model` is the path of an `.onnx` file
 * @throws PredictorError `model_unusable`
 */
export async function openService(options: ServiceOptions & { readonly model: string }): Promise<Service> {
  const service = startService(options, await loadModel(options.model));
  await service.ready;
  return service;
}

/** Starts to open it, with this model. */
export function startService(options: ServiceOptions, model: Model): Service {
  let listener: BatchListener = () => undefined;
  const { maxFileBytes: maxBytes, maxPixels, formats, queuePixels, queueSize: maxQueue, decodeMemory } = options;
  const open = (opening: Model) =>
    openModel(opening, {
      ...{ limits: { maxBytes, maxPixels, formats }, decodeMemory, queuePixels, maxQueue },
      onBatch: (size, waiting) => listener(size, waiting, opening.manifest),
    });
  let current = open(model);
  let prepared: Opened | undefined;
  const { reader, swap, close } = createSwappableReader(current);
  return {
    ready: current.ready,
    reader,
    get model() {
      return current.model;
    },
    onBatch(newListener) {
      listener = newListener;
    },
    async prepare(next) {
      const opened = open(next);
      const [readRight, presentRight] = await Promise.all([opened.ready, current.ready]);
      if (readRight + SELF_TEST_SLACK < presentRight) {
        await opened.close();
        const message = `The model reads ${readRight} of the ${CLASS_COUNT} pictures of the self-test, the one in service ${presentRight}.`;
        throw new PredictorError("model_unusable", message);
      }
      await prepared?.close(); // of a change that was given up meanwhile
      prepared = opened;
    },
    async commit() {
      if (prepared === undefined) return;
      swap(prepared);
      current = prepared;
      prepared = undefined;
    },
    async abort() {
      await prepared?.close();
      prepared = undefined;
    },
    close,
  };
}

interface Opened extends ThreadedReader {
  readonly model: Model;
}

function openModel(model: Model, options: ThreadOptions): Opened {
  return { model, ...openThreadedReader(model, options) };
}
