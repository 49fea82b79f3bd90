/**
 * The floor: our decoding, preparation and network, one picture after the other, without HTTP. As a process of its own, like
 * the contenders: it takes `{ picture, durationMs }` as a message and answers with `{ requests, processorS, tookMs }`.
 */
import { join } from "node:path";
import { loadModel } from "../src/model/load-model.ts";
import { openOnnxClassifier } from "../src/model/onnx-classifier.ts";
import { createRecognizer } from "../src/recognizer.ts";

export interface FloorJob {
  readonly picture: Uint8Array;
  readonly durationMs: number;
}

export interface FloorResult {
  readonly requests: number;
  readonly processorS: number;
  readonly tookMs: number;
}

const { weights, manifest } = await loadModel(join(import.meta.dirname, "../models/digits.onnx"));
const recognizer = createRecognizer(await openOnnxClassifier(weights), manifest);

async function run({ picture, durationMs }: FloorJob): Promise<FloorResult> {
  const before = process.cpuUsage();
  const start = performance.now();
  let requests = 0;
  for (; performance.now() - start < durationMs; requests++) await recognizer.recognize(picture);
  const { user, system } = process.cpuUsage(before);
  return { requests, processorS: (user + system) / 1e6, tookMs: performance.now() - start };
}

process.on("message", async (job: FloorJob) => process.send!(await run(job)));
