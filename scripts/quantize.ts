// Rounds a trained network to 8-bit integers: a quarter of the size, and faster on processors with vector instructions for them. Ranges
// are fitted on samples.
//
//     node scripts/quantize.ts classifier FILE --data FOLDER --out FILE
//     node scripts/quantize.ts finder FILE --pages FILE --out FILE
//     node scripts/quantize.ts lines FILE --pages FILE --out FILE
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { INPUT_PIXELS, INPUT_SIZE } from "../src/core/picture.ts";
import { Tensor } from "../src/reader/onnx/onnx-runtime.ts";
import { clearFinderBatch, emptyFinderBatch, setScene } from "../src/training/data/finder-batch.ts";
import { severalDigits } from "../src/training/data/open-lines.ts";
import { pageSamples } from "../src/training/data/page-samples.ts";
import { loadChunk } from "../src/training/data/scene-bank.ts";
import { evaluateFinder, finderScore } from "../src/training/evaluate/evaluate-finder.ts";
import { evaluateLines } from "../src/training/evaluate/evaluate-lines.ts";
import { classifierNetwork, DEFAULT_CLASSIFIER } from "../src/training/network/classifier-network.ts";
import { DEFAULT_FINDER, FINDER_SIZE, finderNetwork } from "../src/training/network/finder-network.ts";
import { DEFAULT_LINE } from "../src/training/network/line-network.ts";
import { readLayers } from "../src/training/network/read-layers.ts";
import { quantizeLines } from "../src/training/quantize/quantize-lines.ts";
import { quantizeNetwork } from "../src/training/quantize/quantize-network.ts";
import { createRandom } from "../src/training/random.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: "string", default: "validation.bin" }, out: { type: "string", default: "quantized.onnx" } },
});
const [what, file] = positionals;
const trained = readFileSync(file);
const layers = readLayers(trained);
const pages = loadChunk(values.pages);
const BATCH = 8;
const BATCHES = 16;

if (what === "finder") {
  const batch = emptyFinderBatch(BATCH, FINDER_SIZE);
  const batches = Array.from({ length: BATCHES }, (_, at) => {
    clearFinderBatch(batch);
    for (let i = 0; i < BATCH; i++) setScene(batch, i, pages, at * BATCH + i);
    return new Tensor("float32", batch.picture.slice(), [BATCH, 3, FINDER_SIZE, FINDER_SIZE]);
  });
  const rounded = await quantizeNetwork(finderNetwork(DEFAULT_FINDER), layers, batches);
  writeFileSync(values.out, rounded);
  const held = { ...pages, scenes: pages.scenes.slice(0, 800) };
  for (const [name, model] of Object.entries({ float: trained, rounded })) {
    const scores = await evaluateFinder(model, held);
    console.log(name, model.length, "bytes", finderScore(scores).toFixed(4), JSON.stringify(scores.get("all")));
  }
} else if (what === "lines") {
  const pictures = severalDigits(pages);
  const rounded = await quantizeLines(DEFAULT_LINE, layers, pictures);
  writeFileSync(values.out, rounded);
  for (const [name, model] of Object.entries({ float: trained, rounded }))
    console.log(name, model.length, "bytes", (await evaluateLines(model, pictures)).toFixed(4));
} else {
  const samples = pages.scenes.slice(0, 400).flatMap((_, at) => pageSamples(pages, at, createRandom(5, at)));
  const batches = Array.from({ length: Math.floor(samples.length / 64) }, (_, at) => {
    const input = new Float32Array(64 * INPUT_PIXELS);
    for (let i = 0; i < 64; i++)
      input.set(
        Float32Array.from(samples[at * 64 + i].input, (value) => value / 255),
        i * INPUT_PIXELS,
      );
    return new Tensor("float32", input, [64, 1, INPUT_SIZE, INPUT_SIZE]);
  });
  const rounded = await quantizeNetwork(classifierNetwork(DEFAULT_CLASSIFIER), layers, batches);
  writeFileSync(values.out, rounded);
  console.log(rounded.length, "bytes");
}
