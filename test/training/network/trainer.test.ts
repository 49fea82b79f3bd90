import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { CLASS_COUNT } from "../../../src/core/manifest.ts";
import { INPUT_PIXELS } from "../../../src/core/picture.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import type { SampleBank } from "../../../src/training/data/sample-bank.ts";
import { loadCheckpoint, saveCheckpoint } from "../../../src/training/network/checkpoint.ts";
import { exportNetwork } from "../../../src/training/network/export.ts";
import type { NetworkConfig } from "../../../src/training/network/network.ts";
import { type TrainingOptions, trainNetwork } from "../../../src/training/network/trainer.ts";
import { classifyBank } from "../../../src/training/network/validate.ts";
import { createRandom } from "../../../src/training/random.ts";

const NETWORK: NetworkConfig = { widths: [8, 16, 16], blocks: [0, 1, 0] };

test("A few seconds of training learn to tell bars by where and how they lie", async () => {
  const result = await trainNetwork(options({ epochs: 4 }));
  assert.ok(result.history.at(-1)!.loss < result.history[0].loss / 2, "the loss falls");
  const validation = drawBars(200, 2);
  const logits = await classifyBank(exportNetwork(NETWORK, result.average), validation);
  const right = validation.labels.filter((label, i) => {
    const row = logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
    return row.indexOf(Math.max(...row)) === label;
  });
  assert.ok(right.length >= 190, `${right.length} of 200 are right`);
});

test("The same seed gives the same file, another seed another", async () => {
  const train = async (seed: number) => {
    const { average } = await trainNetwork(options({ epochs: 1, seed, augment: brighten }));
    return Buffer.from(exportNetwork(NETWORK, average));
  };
  const first = await train(5);
  assert.ok(first.equals(await train(5)));
  assert.ok(!first.equals(await train(6)));
});

test("Stopped in the middle and resumed from its checkpoint, training comes to the same result", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  t.after(() => rm(folder, { recursive: true }));
  const unbroken = await trainNetwork(options({ epochs: 2 }));
  const stop = new AbortController();
  const onStep = ({ step }: { step: number }) => step === 13 && stop.abort();
  const part = await trainNetwork(options({ epochs: 2, signal: stop.signal, onStep }));
  assert.equal(part.interrupted, true);
  assert.equal(part.state.step, 13);
  await saveCheckpoint(join(folder, "run.checkpoint"), part.state);
  const rest = await trainNetwork(options({ epochs: 2, resume: await loadCheckpoint(join(folder, "run.checkpoint")) }));
  assert.equal(rest.interrupted, false);
  assert.deepEqual(rest.average, unbroken.average);
  assert.deepEqual(rest.history, unbroken.history);
});

test("A checkpoint of a run with other settings is refused", async () => {
  const { state } = await trainNetwork(options({ epochs: 1 }));
  await assert.rejects(trainNetwork(options({ epochs: 1, dropout: 0.1, resume: state })), /other settings/);
});

test("What is kept is the epoch that was best on the validation set", async () => {
  const averages: Float32Array[] = [];
  const result = await trainNetwork(
    options({ epochs: 3, onEpoch: (_, state) => void averages.push(Float32Array.from(state.average)) }),
  );
  const best = result.history.findLast((report) => report.best)!;
  assert.ok(result.history.every((report) => report.accuracy <= best.accuracy));
  assert.deepEqual(result.average, averages[best.epoch - 1]);
});

test("The exported network takes any number of pictures at once and answers each as alone", async () => {
  const { average } = await trainNetwork(options({ epochs: 1 }));
  const session = await InferenceSession.create(exportNetwork(NETWORK, average));
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
    const network: NetworkConfig = { widths, blocks: [0, 1, 0] };
    // One batch is the whole set and the average forgets at once: the last step's loss is that of what is exported.
    const bank = drawBars(64, 4);
    const { average, history } = await trainNetwork(
      options({ network, train: bank, validation: bank, batchSize: 64, epochs: 25, averageDecay: 0, dropout: 0 }),
    );
    const logits = await classifyBank(exportNetwork(network, average), bank);
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

function options(some: Partial<TrainingOptions>): TrainingOptions {
  const train = drawBars(320, 1);
  return {
    network: NETWORK,
    train,
    validation: drawBars(100, 3),
    epochs: 1,
    seed: 1,
    batchSize: 32,
    averageDecay: 0.9,
    ...some,
  };
}

/** Four classes: a bar that lies or stands, thin or thick, anywhere, on noise. */
function drawBars(n: number, seed: number): SampleBank {
  const random = createRandom(seed);
  const inputs = Uint8Array.from({ length: n * INPUT_PIXELS }, () => random.below(60));
  const labels = Uint8Array.from({ length: n }, () => random.below(4));
  labels.forEach((label, i) => {
    const thickness = label & 1 ? 7 : 2;
    const across = 4 + random.below(14);
    for (let a = across; a < across + thickness; a++) {
      for (let along = 4; along < 24; along++) {
        const [x, y] = label & 2 ? [a, along] : [along, a];
        inputs[i * INPUT_PIXELS + y * 28 + x] = 200 + random.below(56);
      }
    }
  });
  return { inputs, labels };
}

function brighten(input: Float32Array, random: { between(low: number, high: number): number }): void {
  const factor = random.between(0.8, 1);
  for (let i = 0; i < input.length; i++) input[i] *= factor;
}
