import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CLASS_COUNT } from "../../../src/core/manifest.ts";
import { INPUT_PIXELS } from "../../../src/core/picture.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { loadCheckpoint, saveCheckpoint, type TrainingState } from "../../../src/training/network/checkpoint.ts";
import { type ClassifierConfig, classifierNetwork } from "../../../src/training/network/classifier-network.ts";
import { type ClassifierTaskOptions, classifierTask } from "../../../src/training/network/classifier-task.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { foldLayers } from "../../../src/training/network/folded-layers.ts";
import { type TrainingOptions, trainNetwork } from "../../../src/training/network/trainer.ts";
import { classifyBank, validationAccuracy } from "../../../src/training/network/validate.ts";
import { drawBars } from "../helpers/draw-bars.ts";

const CONFIG: ClassifierConfig = { widths: [8, 16, 16], blocks: [0, 1, 0] };

test("A few seconds of training learn to tell bars by where and how they lie", async () => {
  const result = await train({ epochs: 4 });
  assert.ok(result.history.at(-1)!.loss < result.history[0].loss / 2, "the loss falls");
  const accuracy = await validationAccuracy(exported(result.average), drawBars(200, 2));
  assert.ok(accuracy >= 0.95, `${accuracy} are right`);
});

test("The same seed gives the same file, another seed another", async () => {
  const run = async (seed: number) => {
    const { average } = await train({ epochs: 1, seed }, { augment: brighten });
    return Buffer.from(exported(average));
  };
  const first = await run(5);
  assert.ok(first.equals(await run(5)));
  assert.ok(!first.equals(await run(6)));
});

test("Stopped in the middle and resumed from its checkpoint, training comes to the same result", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  t.after(() => rm(folder, { recursive: true }));
  const unbroken = await train({ epochs: 2 });
  const stop = new AbortController();
  const onStep = ({ step }: { step: number }) => step === 13 && stop.abort();
  const part = await train({ epochs: 2, signal: stop.signal, onStep });
  assert.equal(part.interrupted, true);
  assert.equal(part.state.step, 13);
  await saveCheckpoint(join(folder, "run.checkpoint"), part.state);
  const rest = await train({ epochs: 2, resume: await loadCheckpoint(join(folder, "run.checkpoint")) });
  assert.equal(rest.interrupted, false);
  assert.deepEqual(rest.average, unbroken.average);
  assert.deepEqual(rest.history, unbroken.history);
});

test("The state is handed out to be kept every so many steps and after each epoch; each one leads to the same result", async () => {
  const states: TrainingState[] = [];
  const { average } = await train({ epochs: 2, saveSteps: 6, onState: (state) => void states.push(state) });
  assert.deepEqual(
    states.map(({ step, history }) => [step, history.length]),
    [
      [6, 0],
      [10, 1],
      [12, 1],
      [18, 1],
      [20, 2],
    ],
  );
  for (const state of states.slice(0, 2))
    assert.deepEqual((await train({ epochs: 2, resume: state })).average, average);
});

test("A checkpoint of a run with other settings is refused", async () => {
  const { state } = await train({ epochs: 1 });
  await assert.rejects(train({ epochs: 1, resume: state }, { dropout: 0.1 }), /other settings/);
  await assert.rejects(train({ epochs: 2, resume: state }), /other settings/);
  await assert.rejects(train({ epochs: 1, resume: state }, { train: drawBars(352, 1) }), /other settings/);
});

test("What is kept is the epoch that was best on the validation set", async () => {
  const averages: Float32Array[] = [];
  const result = await train({ epochs: 3, onState: (state) => void averages.push(Float32Array.from(state.average)) });
  const best = result.history.findLast((report) => report.best)!;
  assert.ok(result.history.every((report) => report.score <= best.score));
  assert.deepEqual(result.average, averages[best.epoch - 1]);
});

test("Weights to start from are taken as they are, and those of another network are refused", async () => {
  const { average } = await train({ epochs: 1 });
  const { state } = await train({ epochs: 1, start: average, learningRate: 1e-9 });
  const furthest = state.weights.reduce((max, weight, i) => Math.max(max, Math.abs(weight - average[i])), 0);
  assert.ok(furthest < 1e-6, `moved by ${furthest}`);
  await assert.rejects(train({ epochs: 1, start: average.slice(0, 100) }), /another network/);
});

test("The exported network takes any number of pictures at once and answers each as alone", async () => {
  const { average } = await train({ epochs: 1 });
  const session = await InferenceSession.create(exported(average));
  const images = Float32Array.from({ length: 3 * INPUT_PIXELS }, (_, i) => Math.sin(i) ** 2);
  const run = async (from: number, n: number) => {
    const part = images.subarray(from * INPUT_PIXELS, (from + n) * INPUT_PIXELS);
    const { logits } = await session.run({ image: new Tensor("float32", part, [n, 1, 28, 28]) });
    assert.deepEqual(logits.dims, [n, CLASS_COUNT]);
    return [...(logits.data as Float32Array)];
  };
  const alone = [...(await run(0, 1)), ...(await run(1, 1)), ...(await run(2, 1))];
  const together = await run(0, 3);
  assert.ok(together.every((value, i) => Math.abs(value - alone[i]) < 1e-4));
});

test("The exported network says what the trained one says, with few and with many channels", async () => {
  for (const widths of [
    [8, 16, 16],
    [16, 32, 80],
  ] as const) {
    const config: ClassifierConfig = { widths, blocks: [0, 1, 0] };
    // One batch is the whole set and the average forgets at once: the last step's loss is that of what is exported.
    const bank = drawBars(64, 4);
    const { average, history } = await train(
      { epochs: 25, averageDecay: 0 },
      { config, train: bank, validation: bank, batchSize: 64, dropout: 0 },
    );
    const logits = await classifyBank(exported(average, config), bank);
    const losses = Array.from(bank.labels, (label, i) => {
      const row = [...logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT)];
      return Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0)) - row[label];
    });
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    const trained = history.findLast((report) => report.best)!.loss;
    assert.ok(trained < 2);
    assert.ok(Math.abs(loss - trained) < 0.01 * trained, `${loss} after export, ${trained} in training`);
  }
});

function train(options: Partial<TrainingOptions>, task: Partial<ClassifierTaskOptions> = {}) {
  const seed = options.seed ?? 1;
  return trainNetwork(
    classifierTask({
      ...{ config: CONFIG, train: drawBars(320, 1), validation: drawBars(100, 3) },
      ...{ batchSize: 32, seed, dropout: 0.2 },
      ...task,
    }),
    { epochs: 1, seed, learningRate: 0.01, weightDecay: 0.05, averageDecay: 0.9, ...options },
  );
}

function exported(average: Float32Array, config = CONFIG): Uint8Array {
  const network = classifierNetwork(config);
  return exportNetwork(network, foldLayers(network, average));
}

function brighten(input: Float32Array, random: { between(low: number, high: number): number }): void {
  const factor = random.between(0.8, 1);
  for (let i = 0; i < input.length; i++) input[i] *= factor;
}
