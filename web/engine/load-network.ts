import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as ort from "onnxruntime-web/wasm";
import type { Classifier } from "../../src/core/classifier.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { INPUT_SIZE } from "../../src/core/picture.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";

/** Size of the WebAssembly engine in bytes, put in by the build: streams that were compressed on the way don't tell. */
declare const __WASM_BYTES__: number;
/** Share of the progress that stands for the engine; the model is the rest. */
const ENGINE_SHARE = 0.9;

export interface Network extends Classifier {
  readonly manifest: Manifest;
}

/**
 * Loads engine and model from our own server.
 *
 * @param modelFolder address of the folder with `digits.onnx` and `digits.json`
 * @param onProgress 0…1
 * @throws Error where something cannot be had, or the model wants pictures preprocessed otherwise than this page does
 */
export async function loadNetwork(modelFolder: string, onProgress: (share: number) => void): Promise<Network> {
  const manifest = (await (await fetchOk(new URL("digits.json", modelFolder))).json()) as Manifest;
  if (manifest.preprocessing_version !== PREPROCESSING_VERSION)
    throw new Error("page and model are of different versions");
  const modelUrl = new URL("digits.onnx", modelFolder);
  modelUrl.searchParams.set("sha256", manifest.sha256); // a new model is a new address for every cache
  const model = fetchOk(modelUrl).then((response) => response.arrayBuffer());
  const wasm = await download(await fetchOk(new URL(wasmUrl, import.meta.url)), (loaded) =>
    onProgress(Math.min(1, loaded / __WASM_BYTES__) * ENGINE_SHARE),
  );
  ort.env.wasm.wasmBinary = wasm;
  ort.env.wasm.numThreads = 1; // more would ask for an isolated page, and gain nothing on a network so small
  ort.env.wasm.proxy = false;
  const session = await ort.InferenceSession.create(await model, { executionProviders: ["wasm"] });
  onProgress(1);
  return { ...createClassifier(session), manifest };
}

function createClassifier(session: ort.InferenceSession): Classifier {
  let last: Promise<unknown> = Promise.resolve();
  const run = async (inputs: Float32Array, n: number) => {
    const image = new ort.Tensor("float32", inputs, [n, 1, INPUT_SIZE, INPUT_SIZE]);
    const { logits } = await session.run({ image });
    return logits.data as Float32Array;
  };
  return {
    classify(inputs, n) {
      const result = last.then(() => run(inputs, n)); // a session runs one thing at a time
      last = result.catch(() => {});
      return result;
    },
    close: () => session.release(),
  };
}

async function fetchOk(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  return response;
}

async function download(response: Response, onProgress: (loaded: number) => void): Promise<ArrayBuffer> {
  const chunks: BlobPart[] = [];
  let loaded = 0;
  const reader = response.body!.getReader(); // Safari has no `for await` over streams
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    loaded += next.value.length;
    onProgress(loaded);
  }
  return new Blob(chunks).arrayBuffer();
}
