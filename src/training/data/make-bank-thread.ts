import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { createMixture } from "../scenes/mixture.ts";
import type { BankOptions, Stretch } from "./make-bank.ts";
import { makeSample } from "./samples.ts";
import { loadSources } from "./sources/load-sources.ts";

/** Samples that are sent back at once. */
const STRETCH = 500;

const { dataDir, part, count, seed, threads, thread } = workerData as Omit<BankOptions, "onProgress"> & {
  thread: number;
};
const drawScene = createMixture(loadSources(dataDir, part));

for (let first = thread * STRETCH; first < count; first += threads * STRETCH) {
  const n = Math.min(STRETCH, count - first);
  const inputs = new Uint8Array(n * INPUT_PIXELS);
  const labels = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const sample = makeSample(drawScene, seed, first + i);
    inputs.set(sample.input, i * INPUT_PIXELS);
    labels[i] = sample.label;
  }
  const stretch: Stretch = { first, inputs, labels };
  parentPort!.postMessage(stretch, [inputs.buffer, labels.buffer]);
  // The image codec's native memory is only freed when the event loop gets its turn.
  await setImmediate();
}
