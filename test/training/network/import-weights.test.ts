import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import type { ClassifierConfig } from "../../../src/training/network/classifier-network.ts";
import { classifierNetwork } from "../../../src/training/network/classifier-network.ts";
import { classifierTask } from "../../../src/training/network/classifier-task.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { finderNetwork } from "../../../src/training/network/finder-network.ts";
import { type FoldedLayer, foldLayers } from "../../../src/training/network/folded-layers.ts";
import { importWeights } from "../../../src/training/network/import-weights.ts";
import type { Network } from "../../../src/training/network/layers.ts";
import { lineNetwork } from "../../../src/training/network/line-network.ts";
import { readLayers } from "../../../src/training/network/read-layers.ts";
import { trainNetwork } from "../../../src/training/network/trainer.ts";
import { classifyBank } from "../../../src/training/network/validate.ts";
import { quantizeNetwork } from "../../../src/training/quantize/quantize-network.ts";
import { drawBars, toInputs } from "../helpers/draw-bars.ts";
import { randomLayers } from "../helpers/random-layers.ts";
import { runNetwork } from "../helpers/run-network.ts";

const CONFIG: ClassifierConfig = { widths: [8, 16, 16], blocks: [0, 1, 0] };
const CLASSIFIER = classifierNetwork(CONFIG);
const FINDER = finderNetwork({ widths: [4, 8, 8, 8, 8], blocks: [0, 1, 0, 0], head: 8 });
const LINES = lineNetwork({ widths: [4, 8, 8, 8, 8], blocks: [1, 0, 1] });

test("What an exported file holds is read back layer by layer, number by number", () => {
  for (const network of [CLASSIFIER, FINDER, LINES]) {
    const layers = randomLayers(network, 1);
    assert.deepEqual(readLayers(exportNetwork(network, layers)), layers);
  }
});

test("Imported and exported again, a network answers as before", async () => {
  for (const [network, inputs] of [
    [CLASSIFIER, toInputs(drawBars(20, 1))],
    [FINDER, waves(FINDER, 2)],
    [LINES, waves(LINES, 2)],
  ] as const) {
    const layers = randomLayers(network, 2);
    const again = foldLayers(network, await importWeights(network, layers, inputs));
    const [before, after] = [await answers(network, layers, inputs), await answers(network, again, inputs)];
    const largest = before.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const furthest = before.reduce((max, value, i) => Math.max(max, Math.abs(value - after[i])), 0);
    assert.ok(largest > 0.1 && furthest < 1e-3 * largest, `${furthest} off of ${largest}`);
  }
});

test("Training that starts from an exported network starts with that network's loss", async () => {
  const bank = drawBars(64, 4);
  const run = (options: Partial<Parameters<typeof trainNetwork>[1]>) =>
    trainNetwork(
      classifierTask({ config: CONFIG, train: bank, validation: bank, batchSize: 64, seed: 1, dropout: 0 }),
      { epochs: 1, seed: 1, learningRate: 0.01, weightDecay: 0.05, averageDecay: 0, ...options },
    );
  const trained = await run({ epochs: 15 });
  const file = exportNetwork(CLASSIFIER, foldLayers(CLASSIFIER, trained.average));
  const start = await importWeights(CLASSIFIER, readLayers(file), toInputs(bank));
  const { history, average } = await run({ start, learningRate: 1e-9 });
  const last = trained.history.at(-1)!.loss;
  assert.ok(last < 1.5);
  assert.ok(Math.abs(history[0].loss - last) < 0.02 * last, `${history[0].loss} instead of ${last}`);
  const logits = await classifyBank(exportNetwork(CLASSIFIER, foldLayers(CLASSIFIER, average)), bank);
  const before = await classifyBank(file, bank);
  assert.ok(logits.every((logit, i) => Math.abs(logit - before[i]) < 0.01));
});

test("Of a file in 8-bit integers, the numbers that its weights stand for are read: within half a step of the exact ones", async () => {
  const layers = randomLayers(CLASSIFIER, 3);
  const inputs = toInputs(drawBars(20, 1));
  const quantized = await quantizeNetwork(CLASSIFIER, layers, [new Tensor("float32", inputs, [20, 1, 28, 28])]);
  const read = readLayers(quantized);
  assert.equal(read.length, layers.length);
  for (const [at, { weight }] of layers.entries()) {
    const perChannel = weight.length / layers[at].bias.length;
    weight.forEach((value, i) => {
      const channel = Math.floor(i / perChannel);
      const own = weight.subarray(channel * perChannel, (channel + 1) * perChannel);
      const step = own.reduce((max, each) => Math.max(max, Math.abs(each)), 0) / 63;
      assert.ok(Math.abs(value - read[at].weight[i]) <= 0.501 * step);
    });
  }
  // Rounding what was read gives the same whole numbers, and so the same file.
  assert.deepEqual(
    readLayers(await quantizeNetwork(CLASSIFIER, read, [new Tensor("float32", inputs, [20, 1, 28, 28])])).map(
      ({ weight }) => weight,
    ),
    read.map(({ weight }) => weight),
  );
});

test("A file of another network and one that is none are refused", async () => {
  const layers = randomLayers(CLASSIFIER, 3);
  const inputs = toInputs(drawBars(2, 1));
  const other = classifierNetwork({ ...CONFIG, widths: [8, 16, 24] });
  await assert.rejects(importWeights(other, layers, inputs), /another network/);
  assert.throws(() => readLayers(new Uint8Array()), /no network/);
});

function answers(network: Network, layers: readonly FoldedLayer[], inputs: Float32Array): Promise<Float32Array> {
  return runNetwork(network, exportNetwork(network, layers), inputs);
}

/** Inputs that are different everywhere. */
function waves({ input }: Network, n: number): Float32Array {
  const size = input.dims.reduce((product, dim) => product * dim, n);
  return Float32Array.from({ length: size }, (_, i) => Math.sin(i * 0.37) + Math.sin(i * 0.0113));
}
