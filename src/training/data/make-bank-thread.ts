import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createRandom } from "../random.ts";
import { createMixture } from "../scenes/mixture.ts";
import { loadPageMaterial } from "../scenes/pages/page-sources.ts";
import { makeSample } from "./glyph-samples.ts";
import { type BankOptions, STRETCH, type Stretch } from "./make-bank.ts";
import { mnistSamples } from "./mnist-samples.ts";
import { pageSamples } from "./page-samples.ts";
import type { Sample } from "./sample.ts";
import { toBank } from "./sample-bank.ts";
import { drawChunk } from "./scene-bank.ts";
import { loadSources } from "./sources/load-sources.ts";
import { openMnist } from "./sources/mnist-glyphs.ts";

/** Stream of chance for what is taken from a page. */
const PAGE = -1;

const { source, dataDir, part, count, seed, kinds, threads, thread } = workerData as BankOptions & {
  readonly thread: number;
};

const samplesOf = { scenes: ofScenes, pages: ofPages, mnist: ofMnist }[source]();
for (let first = thread * STRETCH; first < count; first += threads * STRETCH) {
  const n = Math.min(STRETCH, count - first);
  const bank = toBank(samplesOf(first, n));
  const stretch: Stretch = { first, count: n, bank };
  parentPort!.postMessage(stretch, [bank.inputs.buffer, bank.labels.buffer] as ArrayBuffer[]);
  // The image codec's native memory is only freed when the event loop gets its turn.
  await setImmediate();
}

/** The samples of so many scenes, pages or digits from this one on. */
type SamplesOf = (first: number, n: number) => Sample[];

function ofMnist(): SamplesOf {
  const { glyph } = openMnist(dataDir!, part);
  return (first, n) => Array.from({ length: n }, (_, i) => mnistSamples(glyph(first + i), seed, first + i)).flat();
}

function ofScenes(): SamplesOf {
  const drawScene = createMixture(loadSources(dataDir, part));
  return (first, n) => Array.from({ length: n }, (_, i) => makeSample(drawScene, seed, first + i));
}

function ofPages(): SamplesOf {
  const material = loadPageMaterial(dataDir, part);
  return (first, n) => {
    const chunk = drawChunk(material, seed, first, n, kinds);
    return chunk.scenes.flatMap((_, i) => pageSamples(chunk, i, createRandom(seed, PAGE, first + i)));
  };
}
