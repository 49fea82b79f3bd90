import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { classifierNetwork, DEFAULT_CLASSIFIER } from "../../../src/training/network/classifier-network.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { finderNetwork } from "../../../src/training/network/finder-network.ts";
import type { Network } from "../../../src/training/network/layers.ts";
import { lineNetwork } from "../../../src/training/network/line-network.ts";
import { quantizeNetwork } from "../../../src/training/quantize/quantize-network.ts";
import { createRandom } from "../../../src/training/random.ts";
import { drawBars, toInputs } from "../helpers/draw-bars.ts";
import { randomLayers } from "../helpers/random-layers.ts";
import { runNetwork } from "../helpers/run-network.ts";

const CLASSIFIER = classifierNetwork({ widths: [8, 16, 16], blocks: [0, 1, 1] });
const FINDER = finderNetwork({ widths: [4, 8, 8, 8, 8], blocks: [0, 1, 0, 0], head: 8 });
const LINES = lineNetwork({ widths: [4, 8, 8, 8, 8], blocks: [1, 0, 1] });

for (const [name, network, draw] of [
  ["classifier", CLASSIFIER, (seed: number) => toInputs(drawBars(8, seed))],
  ["finder", FINDER, (seed: number) => normals(2 * 3 * 192 * 192, seed)],
  ["line reader", LINES, (seed: number) => normals(2 * 3 * 32 * 256, seed)],
] as const) {
  test(`a ${name} in 8-bit integers answers nearly as in float, on inputs that its ranges were not fitted on`, async () => {
    const layers = randomLayers(network, 5);
    const fitted = toTensor(network, draw(1));
    const quantized = await quantizeNetwork(network, layers, [fitted, toTensor(network, draw(2))]);
    const inputs = draw(3);
    const exact = await runNetwork(network, exportNetwork(network, layers), inputs);
    const rounded = await runNetwork(network, quantized, inputs);
    assert.equal(rounded.length, exact.length);
    const error = rootMeanSquare(exact.map((value, i) => value - rounded[i]));
    const spread = deviation(exact);
    assert.ok(error > 0 && error < 0.06 * spread, `${error} off, where outputs spread by ${spread}`);
  });
}

test("in 8-bit integers a classifier takes less than a third of the room", async () => {
  const network = classifierNetwork(DEFAULT_CLASSIFIER);
  const layers = randomLayers(network, 5);
  const quantized = await quantizeNetwork(network, layers, [toTensor(network, toInputs(drawBars(4, 1)))]);
  assert.ok(quantized.length < exportNetwork(network, layers).length / 3, `${quantized.length} bytes`);
});

function toTensor({ input }: Network, inputs: Float32Array): Tensor {
  const [, ...dims] = input.dims;
  return new Tensor("float32", inputs, [inputs.length / dims.reduce((product, dim) => product * dim, 1), ...dims]);
}

function normals(length: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

function rootMeanSquare(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return rootMeanSquare(values.map((value) => value - mean));
}
