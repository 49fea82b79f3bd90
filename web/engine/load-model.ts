import kernelsUrl from "../../dist/engine/kernels.wasm?url";
import relaxedKernelsUrl from "../../dist/engine/kernels-relaxed.wasm?url";
import type { Classifier } from "../../src/core/classifier.ts";
import { createTurns } from "../../src/core/create-turns.ts";
import { hasRelaxedSimd } from "../../src/core/engine/has-relaxed-simd.ts";
import { openNetwork, type RunnableNetwork } from "../../src/core/engine/open-network.ts";
import type { Finder } from "../../src/core/finder.ts";
import { STRIP_ROWS } from "../../src/core/line/strip.ts";
import type { LineReader } from "../../src/core/line-reader.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { INPUT_SIZE, type Picture } from "../../src/core/picture.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";
import { openQuickClassifier } from "../../src/core/quick-classifier.ts";
import type { ReadingModel } from "../../src/core/reading-model.ts";
import { Problem } from "../reading.ts";
import { type Download, downloadAll } from "./download-all.ts";

/**
 * Loads engine and model from our own server.
 *
 * @param modelFolder address of the folder with `digits.json`, `digits.onnx`, `finder.onnx`, `lines.onnx` and `quick.onnx`
 * @param onProgress 0…1, over all of it
 * @returns what reads pictures that have been decoded
 * @throws Error where something cannot be had, or the model wants pictures preprocessed otherwise than this page does
 */
export async function loadModel(
  modelFolder: string,
  onProgress: (share: number) => void,
): Promise<ReadingModel<Picture>> {
  const kernels = loadKernels(); // a few kilobytes, while the manifest is on its way
  kernels.catch(() => {}); // awaited below
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
  const { sha256, finder_sha256, quick_sha256 } = manifest;
  const files = [network("digits.onnx", sha256), network("finder.onnx", finder_sha256)];
  if (quick_sha256 !== undefined) files.push(network("quick.onnx", quick_sha256));
  const [classifier, finder, quick] = await downloadAll(files, onProgress);
  const open = async (bytes: ArrayBuffer) => openNetwork(new Uint8Array(bytes), await kernels);
  return {
    decode: async (picture) => picture,
    classifier: createClassifier(await open(classifier)),
    finder: createFinder(await open(finder)),
    quickClassifier: quick && (await openQuickClassifier(new Uint8Array(quick))),
    lineReader:
      manifest.lines_sha256 === undefined
        ? undefined
        : openLineReader(network("lines.onnx", manifest.lines_sha256), open),
    manifest,
  };
}

async function loadKernels(): Promise<WebAssembly.Module> {
  const response = await fetch(new URL(hasRelaxedSimd() ? relaxedKernelsUrl : kernelsUrl, import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return WebAssembly.compile(await response.arrayBuffer()); // whatever type a server or proxy gives it
}

function createClassifier(network: RunnableNetwork): Classifier {
  return {
    classify: async (inputs, n) => network.run({ dims: [n, 1, INPUT_SIZE, INPUT_SIZE], data: inputs }).data,
    close: async () => {},
  };
}

/** It is loaded while the first digits are read, for only numbers need it. Where it can't be had, a number is not read, and the next one tries again. */
function openLineReader(file: Download, open: (bytes: ArrayBuffer) => Promise<RunnableNetwork>): LineReader {
  let loading: Promise<RunnableNetwork> | undefined;
  const download = async () => {
    try {
      const [bytes] = await downloadAll([file], () => {});
      return await open(bytes);
    } catch (error) {
      loading = undefined;
      throw new Problem("engine_failed", String(error));
    }
  };
  const load = () => {
    loading ??= download();
    return loading;
  };
  load().catch(() => {}); // told to the number that needs it
  return {
    async read({ count, columns, colours }) {
      const network = await load();
      return network.run({ dims: [count, 3, STRIP_ROWS, columns], data: colours }).data;
    },
    close: async () => {},
  };
}

function createFinder(network: RunnableNetwork): Finder {
  const inTurn = createTurns();
  return {
    find: ({ width, height, makeColours }) =>
      inTurn(async () => {
        await new Promise((resolve) => setTimeout(resolve)); // lets the page say that it no longer wants to know
        return network.run({ dims: [1, 3, height, width], data: makeColours() }).data;
      }),
    close: async () => {},
  };
}
