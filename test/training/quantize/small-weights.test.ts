import assert from "node:assert/strict";
import { test } from "node:test";
import { openNetwork } from "../../../src/core/engine/open-network.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { finderNetwork } from "../../../src/training/network/finder-network.ts";
import { readLayers } from "../../../src/training/network/read-layers.ts";
import { smallWeights } from "../../../src/training/quantize/small-weights.ts";
import { compileKernelModules } from "../../core/engine/kernel-modules.ts";
import { randomLayers } from "../helpers/random-layers.ts";

const FINDER = finderNetwork({ widths: [8, 16, 24, 48, 64], blocks: [0, 1, 1, 1], head: 16 });
const layers = randomLayers(FINDER, 3);
const small = exportNetwork(FINDER, layers, smallWeights);

test("weights take little more than half of the bytes, and each is at most half a step away", () => {
  assert.ok(small.length < 0.56 * exportNetwork(FINDER, layers).length);
  for (const [i, { weight, bias }] of readLayers(small).entries()) {
    assert.deepEqual(bias, layers[i].bias);
    const perChannel = weight.length / bias.length;
    for (let channel = 0; channel < bias.length; channel++) {
      const range = [channel * perChannel, (channel + 1) * perChannel] as const;
      const exact = layers[i].weight.subarray(...range);
      const step = Math.max(...exact.map(Math.abs)) / 32_767;
      for (const [at, value] of weight.subarray(...range).entries())
        assert.ok(Math.abs(value - exact[at]) <= 0.501 * step, `layer ${i}: ${value} for ${exact[at]}`);
    }
  }
});

test("rounded once more, they stay as they are", () => {
  const again = readLayers(exportNetwork(FINDER, readLayers(small), smallWeights));
  for (const [i, { weight }] of readLayers(small).entries())
    for (const [at, value] of weight.entries())
      assert.ok(Math.abs(value - again[i].weight[at]) <= 1e-6 * Math.abs(value), `layer ${i}`);
});

test("ONNX Runtime and the page's engine compute with them as if they were floats", async () => {
  const data = Float32Array.from({ length: 3 * 64 * 96 }, (_, i) => Math.sin(i * 0.7));
  const floats = exportNetwork(FINDER, readLayers(small));
  const answers: Float32Array[] = [];
  for (const model of [floats, small]) {
    const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
    const { cells } = await session.run({ picture: new Tensor("float32", data, [1, 3, 64, 96]) });
    answers.push(cells.data as Float32Array);
    await session.release();
  }
  for (const module of (await compileKernelModules()).values())
    answers.push((await openNetwork(small, module)).run({ dims: [1, 3, 64, 96], data }).data);
  const largest = answers[0].reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  assert.ok(largest > 0.1);
  for (const other of answers.slice(1))
    for (const [i, value] of answers[0].entries()) assert.ok(Math.abs(value - other[i]) < 1e-5 * largest);
});
