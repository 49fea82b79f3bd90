import { setImmediate } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { loadPageMaterial } from "../scenes/pages/page-sources.ts";
import type { ChunkToMake, SceneBankOptions } from "./make-scene-bank.ts";
import { drawChunk, saveChunk } from "./scene-bank.ts";

const { dataDir, part, toMake, scenesPerChunk, seed, threads, thread } = workerData as SceneBankOptions & {
  readonly toMake: readonly ChunkToMake[];
  readonly thread: number;
};

const material = loadPageMaterial(dataDir, part);
for (let at = thread; at < toMake.length; at += threads) {
  const { file, number } = toMake[at];
  saveChunk(file, drawChunk(material, seed, number, scenesPerChunk));
  parentPort!.postMessage(number);
  // The image codec's native memory is only freed when the event loop gets its turn.
  await setImmediate();
}
