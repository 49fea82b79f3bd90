import assert from "node:assert/strict";
import { before, test } from "node:test";
import { CHANNEL_COUNT, STRIDE } from "../../../src/core/find/cells.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { GraphBuilder } from "../../../src/training/autograd/graph.ts";
import { TARGET_CHANNELS, type TargetName } from "../../../src/training/data/finder-batch.ts";
import { drawChunk, type SceneChunk } from "../../../src/training/data/scene-bank.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { finderLoss } from "../../../src/training/network/finder-loss.ts";
import { FINDER_SIZE, type FinderConfig, finderNetwork } from "../../../src/training/network/finder-network.ts";
import { finderTask } from "../../../src/training/network/finder-task.ts";
import { foldLayers } from "../../../src/training/network/folded-layers.ts";
import { type TrainingOptions, type TrainingTask, trainNetwork } from "../../../src/training/network/trainer.ts";
import { loadPageMaterial } from "../../../src/training/scenes/pages/page-sources.ts";

const CONFIG: FinderConfig = { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0, 0], head: 8 };
const NETWORK = finderNetwork(CONFIG);
const BATCH = 4;
const SCENES = 8;
const CELLS = FINDER_SIZE / STRIDE;

let chunk: SceneChunk;
before(() => {
  chunk = drawChunk(loadPageMaterial(undefined, "train"), 3, 0, SCENES);
});

test("A few steps over a few scenes make the finder's loss fall, all that it is the sum of with it", async () => {
  const parts: (readonly number[])[] = [];
  const { history } = await train(task(10), { epochs: 8, onStep: (progress) => void parts.push(progress.parts) });
  assert.equal(history.length, 8);
  assert.ok(history[7].loss < 0.7 * history[0].loss, `${history.map(({ loss }) => loss.toFixed(2))}`);
  const mean = (steps: readonly (readonly number[])[], part: number) =>
    steps.reduce((sum, values) => sum + values[part], 0) / steps.length;
  for (let part = 0; part < 4; part++)
    assert.ok(mean(parts.slice(-10), part) < mean(parts.slice(0, 10), part), `part ${part} of the loss`);
});

test("Each evaluation is told kind by kind, and its score is what the epoch is chosen by", async () => {
  const told: number[] = [];
  const { history } = await train(
    task(2, (scores) => {
      const all = scores.get("all")!;
      assert.equal(all.scenes, SCENES);
      const kinds = [...scores].filter(([kind]) => kind !== "all");
      assert.equal(
        kinds.reduce((sum, [, { digits }]) => sum + digits, 0),
        all.digits,
      );
      told.push((all.found - 0.5 * all.extra) / all.digits);
    }),
    { epochs: 2 },
  );
  assert.deepEqual(
    history.map(({ score }) => score),
    told,
  );
});

test("The same seed gives the same finder, and a checkpoint of other scenes is refused", async () => {
  const first = await train(task(3), {});
  assert.deepEqual((await train(task(3), {})).average, first.average);
  const other = { ...task(3), settings: { ...task(3).settings, scenes: { seed: 2 } } };
  await assert.rejects(train(other, { resume: first.state }), /other settings/);
});

test("The exported finder says what the trained one says, for pictures of any size", async () => {
  const whole = task(12);
  // One batch all the time, and the average forgets at once: the last step's loss is that of what is exported.
  const batch = Object.fromEntries(
    Object.entries(whole.batchAt(0)).map(([name, tensor]) => [
      name,
      new Tensor("float32", Float32Array.from(tensor.data as Float32Array), tensor.dims),
    ]),
  );
  const losses: number[] = [];
  const { average } = await train(
    { ...whole, batchAt: () => batch },
    { epochs: 1, averageDecay: 0, onStep: ({ loss }) => void losses.push(loss) },
  );
  const session = await InferenceSession.create(exportNetwork(NETWORK, foldLayers(NETWORK, average)));
  const { cells } = await session.run({ picture: batch.picture });
  assert.deepEqual(cells.dims, [BATCH, CHANNEL_COUNT, CELLS, CELLS]);
  const loss = await lossOf(cells, batch);
  const trained = losses[losses.length - 1];
  assert.ok(Math.abs(loss - trained) < 0.01 * trained, `${loss} after export, ${trained} in training`);

  const wide = await session.run({ picture: new Tensor("float32", new Float32Array(3 * 64 * 160), [1, 3, 64, 160]) });
  assert.deepEqual(wide.cells.dims, [1, CHANNEL_COUNT, 16, 40]);
});

function task(stepsPerEpoch: number, onScores?: Parameters<typeof finderTask>[0]["onScores"]): TrainingTask {
  return finderTask({
    ...{ config: CONFIG, batchSize: BATCH, stepsPerEpoch, seed: 1, scenes: { seed: 1 }, validation: chunk },
    sceneAt: (step, place) => ({ chunk, scene: (step * BATCH + place) % SCENES }),
    ...(onScores && { onScores }),
  });
}

function train(task: TrainingTask, options: Partial<TrainingOptions>) {
  return trainNetwork(task, {
    ...{ epochs: 1, seed: 1, learningRate: 0.02, weightDecay: 0.02, averageDecay: 0.9, threads: 1 },
    ...options,
  });
}

async function lossOf(cells: Tensor, batch: Readonly<Record<string, Tensor>>): Promise<number> {
  const graph = new GraphBuilder();
  const target = (name: TargetName) => graph.input(name, [BATCH, TARGET_CHANNELS[name], CELLS, CELLS]);
  const { loss } = finderLoss(graph, graph.input("cells", cells.dims), {
    ...{ heat: target("heat"), weight: target("weight"), small: target("small") },
    ...{ box: target("box"), classes: target("classes"), inside: target("inside") },
    perDigit: graph.input("per_digit", []),
  });
  graph.output("loss", loss);
  const session = await InferenceSession.create(graph.encode("loss"));
  const { picture, ...targets } = batch;
  return ((await session.run({ ...targets, cells })).loss.data as Float32Array)[0];
}
