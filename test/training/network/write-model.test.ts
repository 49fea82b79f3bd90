import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { combine } from "../../../src/core/decide/combine.ts";
import { CLASS_COUNT, type Manifest, NON_DIGIT } from "../../../src/core/manifest.ts";
import type { SampleBank } from "../../../src/training/data/sample-bank.ts";
import type { ClassifierConfig } from "../../../src/training/network/classifier-network.ts";
import { classifierTask } from "../../../src/training/network/classifier-task.ts";
import { trainNetwork } from "../../../src/training/network/trainer.ts";
import { classifyBank } from "../../../src/training/network/validate.ts";
import { type FinderFit, writeModel } from "../../../src/training/network/write-model.ts";
import { createRandom } from "../../../src/training/random.ts";
import { drawBars } from "../helpers/draw-bars.ts";

/** How much a sample of no digit counts, of which there are one in four, so that they are one in ten. */
const NON_DIGIT_SHARE = 1 / 3;

const CONFIG: ClassifierConfig = { widths: [4, 8, 8], blocks: [0, 0, 0] };
const FINDER = Uint8Array.of(1, 2, 3);
const LINES = Uint8Array.of(4, 5);
const FINDER_FIT: FinderFit = {
  weights: {
    classifier: 0.8,
    finder: 0.3,
    presence: 0.6,
    bias: -1,
    alone: 9,
    alone_bias: 9,
    chosen_none: 1,
    chosen_bias: 0,
    nothing: 0.95,
  },
  line_weights: { alone: 0.7, alone_none: 0.6, line: 0.5, line_none: 0.4, bias: 0.3 },
  number_weights: {
    bias: 0.1,
    posterior: 0.5,
    weakest: 0.4,
    length: -0.2,
    presence: 0.1,
    unread: -0.3,
    missed: -0.2,
    agrees: 0.6,
    plain: -0.4,
    plain_posterior: -0.2,
    beside_others: -0.5,
  },
  number_thresholds: [{ max_error: 0.05, confidence: 0.7, coverage: 0.8, n: 500 }],
};

let folder: string;
let manifest: Manifest;
/** Of the model's classifier, for `validation`. */
let logits: Float32Array;
const validation = drawSamples(4000, 2);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "model-"));
  const train = drawSamples(1280, 1);
  const few = drawSamples(50, 3);
  const task = classifierTask({
    ...{ config: CONFIG, train, validation: few },
    ...{ batchSize: 32, seed: 1, dropout: 0 },
  });
  const options = { epochs: 4, seed: 1, learningRate: 0.02, weightDecay: 0.02, averageDecay: 0.9 };
  const { average } = await trainNetwork(task, options);
  manifest = await writeModel(folder, {
    ...{ config: CONFIG, average, finder: FINDER, lines: LINES, finderFit: FINDER_FIT, validation },
    ...{ name: "bars", version: "1.2.3", scores: {}, training: {} },
  });
  logits = await classifyBank(await readFile(join(folder, "digits.onnx")), validation);
});
after(() => rm(folder, { recursive: true }));

test("A model is three networks and a manifest that names them by their hash and keeps how they were fitted together", async () => {
  assert.deepEqual((await readdir(folder)).sort(), ["digits.json", "digits.onnx", "finder.onnx", "lines.onnx"]);
  assert.deepEqual(JSON.parse(await readFile(join(folder, "digits.json"), "utf8")), manifest);
  assert.deepEqual(new Uint8Array(await readFile(join(folder, "finder.onnx"))), FINDER);
  const sha256Of = async (name: string) =>
    createHash("sha256")
      .update(await readFile(join(folder, name)))
      .digest("hex");
  assert.equal(`${manifest.name} ${manifest.version}`, "bars 1.2.3");
  assert.equal(manifest.sha256, await sha256Of("digits.onnx"));
  assert.equal(manifest.finder_sha256, await sha256Of("finder.onnx"));
  assert.equal(manifest.lines_sha256, await sha256Of("lines.onnx"));
  assert.deepEqual(manifest.line_weights, FINDER_FIT.line_weights);
  const { alone, alone_bias, ...others } = manifest.weights;
  const { alone: _, alone_bias: __, ...given } = FINDER_FIT.weights;
  assert.deepEqual(others, given);
  assert.ok(alone > 0 && alone !== 9 && alone_bias !== 9);
  assert.deepEqual(manifest.number_weights, FINDER_FIT.number_weights);
  assert.deepEqual(manifest.number_thresholds, FINDER_FIT.number_thresholds);
});

test("Read alone, held-out samples get confidences as often right as they say, with one in ten no digit", () => {
  let [n, sum, right, nonDigit] = [0, 0, 0, 0];
  for (const [i, label] of validation.labels.entries()) {
    const share = label === NON_DIGIT ? NON_DIGIT_SHARE : 1;
    const probabilities = combine(logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT), undefined, manifest.weights);
    const confidence = Math.max(...probabilities);
    n += share;
    sum += share * confidence;
    nonDigit += share * probabilities[NON_DIGIT];
    if (probabilities.indexOf(confidence) === label) right += share;
  }
  assert.ok(Math.abs(sum / n - right / n) < 0.03, `confidence ${sum / n}, right ${right / n}`);
  assert.ok(Math.abs(nonDigit / n - 0.1) < 0.03, `no digit ${nonDigit / n}`);
});

test("Thresholds hold for the confidences that reading computes: at most that share of what is accepted is wrong", () => {
  assert.ok(manifest.thresholds.length >= 2);
  for (const { max_error, confidence } of manifest.thresholds) {
    let [accepted, wrong] = [0, 0];
    for (const [i, label] of validation.labels.entries()) {
      const row = logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
      const probabilities = combine(row, undefined, manifest.weights);
      const best = probabilities.indexOf(Math.max(...probabilities));
      if (best === NON_DIGIT || probabilities[best] < confidence) continue;
      const share = label === NON_DIGIT ? NON_DIGIT_SHARE : 1;
      accepted += share;
      if (best !== label) wrong += share;
    }
    assert.ok(accepted > 0 && wrong / accepted <= max_error, `${wrong} of ${accepted} at ${max_error}`);
  }
});

/** Bars: those that stand and are thick are no digit, and of two other kinds one in seven has the other's label. */
function drawSamples(n: number, seed: number): SampleBank {
  const { inputs, labels } = drawBars(n, seed);
  const random = createRandom(seed, 1);
  const spoil = (label: number) => (label > 0 && random.chance(1 / 7) ? 3 - label : label);
  return { inputs, labels: labels.map((label) => (label === 3 ? NON_DIGIT : spoil(label))) };
}
