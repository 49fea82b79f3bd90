/**
 * The floor: our decoding, finding, framing and network, one picture after the other, without HTTP. As a process of its own, like
 * the contenders: it takes `{ picture, durationMs }` as a message and answers with `{ requests, processorS, tookMs }`.
 */

import { join } from "node:path";
import { openQuickClassifier } from "../src/core/quick-classifier.ts";
import { createReader } from "../src/reader/create-reader.ts";
import { loadModel } from "../src/reader/load-model.ts";
import { openOnnxClassifier } from "../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../src/reader/onnx/onnx-finder.ts";

export interface FloorJob {
  readonly picture: Uint8Array;
  readonly durationMs: number;
}

export interface FloorResult {
  readonly requests: number;
  readonly processorS: number;
  readonly tookMs: number;
  /** Processor time of each stage, all pictures together: the stages' shares of the time, since nothing else runs. */
  readonly decodeMs: number;
  readonly prepareMs: number;
  readonly networkMs: number;
}

const { manifest, ...files } = await loadModel(join(import.meta.dirname, "../models/digits.onnx"));
const classifier = await openOnnxClassifier(files.classifier);
const finder = await openOnnxFinder(files.finder);
const quickClassifier = files.quick && (await openQuickClassifier(files.quick));
const reader = createReader({ classifier, finder, quickClassifier, manifest });

async function run({ picture, durationMs }: FloorJob): Promise<FloorResult> {
  const before = process.cpuUsage();
  const start = performance.now();
  const spent = { decodeMs: 0, prepareMs: 0, networkMs: 0 };
  let requests = 0;
  for (; performance.now() - start < durationMs; requests++) {
    const { timings } = await reader.readDigit(picture);
    spent.decodeMs += timings.decodeMs;
    spent.prepareMs += timings.findMs;
    spent.networkMs += timings.inferMs;
  }
  const tookMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const processorS = (user + system) / 1e6;
  const share = (processorS * 1000) / (spent.decodeMs + spent.prepareMs + spent.networkMs);
  return {
    requests,
    processorS,
    tookMs,
    decodeMs: spent.decodeMs * share,
    prepareMs: spent.prepareMs * share,
    networkMs: spent.networkMs * share,
  };
}

process.on("message", async (job: FloorJob) => process.send!(await run(job)));
