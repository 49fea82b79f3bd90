import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";
import type { Classifier } from "../../src/core/classifier.ts";
import { createTurns } from "../../src/core/create-turns.ts";
import type { Finder } from "../../src/core/finder.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { INPUT_SIZE, type Picture } from "../../src/core/picture.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";
import type { ReadingModel } from "../../src/core/reading-model.ts";
import { type Download, downloadAll } from "./download-all.ts";

/** Size of the WebAssembly engine in bytes, put in by the build: streams that were compressed on the way don't tell. */
declare const __WASM_BYTES__: number;

/**
 * Loads engine and model from our own server.
 *
 * @param modelFolder address of the folder with `digits.json`, `digits.onnx` and `finder.onnx`
 * @param onProgress 0…1, over all of it
 * @returns what reads pictures that have been decoded
 * @throws Error where something cannot be had, or the model wants pictures preprocessed otherwise than this page does
 */
export async function loadModel(
  modelFolder: string,
  onProgress: (share: number) => void,
): Promise<ReadingModel<Picture>> {
  const response = await fetch(new URL("digits.json", modelFolder));
  if (!response.ok) throw new Error(`digits.json: ${response.status}`);
  const manifest = (await response.json()) as Manifest;
  if (manifest.preprocessing_version !== PREPROCESSING_VERSION)
    throw new Error("page and model are of different versions");
  const network = (name: string, sha256: string): Download => {
    const url = new URL(name, modelFolder);
    url.searchParams.set("sha256", sha256); // a new model is a new address for every cache
    return { url, sha256 };
  };
  const [wasm, ...networks] = await downloadAll(
    [
      { url: new URL(wasmUrl, import.meta.url), bytes: __WASM_BYTES__ },
      network("digits.onnx", manifest.sha256),
      network("finder.onnx", manifest.finder_sha256),
    ],
    onProgress,
  );
  ort.env.wasm.wasmBinary = wasm;
  ort.env.wasm.numThreads = 1; // more would ask for an isolated page
  ort.env.wasm.proxy = false;
  const sessions: ort.InferenceSession[] = []; // one after the other: the first one starts the engine
  for (const bytes of networks)
    sessions.push(await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] }));
  const [classifier, finder] = sessions;
  return {
    decode: async (picture) => picture,
    classifier: createClassifier(classifier),
    finder: createFinder(finder),
    manifest,
  };
}

function createClassifier(session: ort.InferenceSession): Classifier {
  const inTurn = createTurns(); // a session runs one thing at a time
  return {
    classify: (inputs, n) =>
      inTurn(async () => {
        const image = new ort.Tensor("float32", inputs, [n, 1, INPUT_SIZE, INPUT_SIZE]);
        const { logits } = await session.run({ image });
        return logits.data as Float32Array;
      }),
    close: () => session.release(),
  };
}

function createFinder(session: ort.InferenceSession): Finder {
  const inTurn = createTurns();
  return {
    find: ({ width, height, makeColours }) =>
      inTurn(async () => {
        await new Promise((resolve) => setTimeout(resolve)); // lets the page say that it no longer wants to know
        const picture = new ort.Tensor("float32", makeColours(), [1, 3, height, width]);
        const { cells } = await session.run({ picture });
        return cells.data as Float32Array;
      }),
    close: () => session.release(),
  };
}
