/**
 * The floor: our decoding, preparation and network, one picture after the other, without HTTP. As a process of its own, like
 * the contenders: it takes `{ picture, durationMs }` as a message and answers with `{ requests, processorS, tookMs }`.
 */
import { join } from "node:path";
import { decode } from "../src/decode/decode.ts";
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
  /** Processor time of each stage, all pictures together: the stages' shares of the time, since nothing else runs. */
  readonly decodeMs: number;
  readonly prepareMs: number;
  readonly networkMs: number;
}

const { weights, manifest } = await loadModel(join(import.meta.dirname, "../models/digits.onnx"));
const recognizer = createRecognizer(await openOnnxClassifier(weights), manifest, (bytes: Uint8Array) => decode(bytes));

async function run({ picture, durationMs }: FloorJob): Promise<FloorResult> {
  const before = process.cpuUsage();
  const start = performance.now();
  const spent = { decodeMs: 0, prepareMs: 0, networkMs: 0 };
  let requests = 0;
  for (; performance.now() - start < durationMs; requests++) {
    const { timings } = await recognizer.recognize(picture);
    spent.decodeMs += timings.decodeMs;
    spent.prepareMs += timings.prepareMs;
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
