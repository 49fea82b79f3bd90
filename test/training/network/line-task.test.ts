import assert from "node:assert/strict";
import { before, test } from "node:test";
import { STRIP_ROWS } from "../../../src/core/line/strip.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../../src/core/manifest.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { emptyLineBatch, setLine, type WrittenPicture } from "../../../src/training/data/line-batch.ts";
import { openLines, severalDigits } from "../../../src/training/data/open-lines.ts";
import { drawChunk, type SceneChunk } from "../../../src/training/data/scene-bank.ts";
import { exportNetwork } from "../../../src/training/network/export-network.ts";
import { foldLayers } from "../../../src/training/network/folded-layers.ts";
import { columnsOf, LINE_COLUMNS, type LineConfig, lineNetwork } from "../../../src/training/network/line-network.ts";
import { lineTask } from "../../../src/training/network/line-task.ts";
import { type TrainingOptions, trainNetwork } from "../../../src/training/network/trainer.ts";
import { UNCERTAIN } from "../../../src/training/scenes/pages/page.ts";
import { loadPageMaterial } from "../../../src/training/scenes/pages/page-sources.ts";

const CONFIG: LineConfig = { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0] };
const NETWORK = lineNetwork(CONFIG);
const COLUMNS = columnsOf(LINE_COLUMNS);

let chunk: SceneChunk;
before(() => {
  chunk = drawChunk(loadPageMaterial(undefined, "train"), 3, 0, 24);
});

/** Black blocks on white, as high as each other. */
function written(items: readonly { x: number; label: number; y?: number }[]): WrittenPicture {
  const [width, height] = [300, 80];
  const rgba = new Uint8Array(width * height * 4).fill(255);
  const placed = items.map(({ x, label, y = 44 }) => ({ label, box: { x, y, width: 14, height: 32 } }));
  for (const { box } of placed)
    for (let y = box.y; y < box.y + box.height; y++)
      for (let x = box.x; x < box.x + box.width; x++) rgba.set([0, 0, 0, 255], (y * width + x) * 4);
  return { picture: { width, height, rgba }, items: placed };
}

/** What each column of the first strip is to be: a digit, "." for none, "?" where nobody can tell. */
function targetsOf(picture: WrittenPicture): string {
  const batch = emptyLineBatch(1);
  setLine(batch, 0, picture);
  return Array.from({ length: COLUMNS }, (_, column) => {
    if (batch.weight[column] === 0) return "?";
    const label = Array.from({ length: CLASS_COUNT }, (_, k) => batch.targets[k * COLUMNS + column]).findIndex(Boolean);
    return label === NON_DIGIT ? "." : String(label);
  }).join("");
}

test("columns in the middle of a digit are to say it, those beside it don't count, and all others are none", () => {
  const targets = targetsOf(
    written([
      { x: 60, label: 4 },
      { x: 100, label: 7 },
      { x: 120, label: 1 },
    ]),
  );
  assert.match(targets, /^\.+\?*4+\?*\.+\?*7+\?*\.*\?*1+\?*\.+$/);
});

test("what nobody can tell doesn't count, and what is no digit is none", () => {
  const targets = targetsOf(
    written([
      { x: 60, label: 4 },
      { x: 90, label: UNCERTAIN },
      { x: 120, label: 5 },
    ]),
  );
  assert.match(targets, /4\?*\.+\?{3,}\.+\?*5/);
  assert.match(
    targetsOf(
      written([
        { x: 60, label: 4 },
        { x: 100, label: NON_DIGIT },
      ]),
    ),
    /^\.+\?*4+\?*\.+$/,
  );
});

test("digits of the line above are none of this line's", () => {
  const targets = targetsOf(
    written([
      { x: 60, label: 4 },
      { x: 80, label: 3, y: 2 },
    ]),
  );
  assert.match(targets, /^[.?]+4+[.?]+$/);
});

test("lines of several digits are learned from more often than pages without any", () => {
  const sceneAt = (step: number, place: number) => ({ chunk, scene: (7 * step + place) % chunk.scenes.length });
  const pictureAt = openLines({ seed: 1, sceneAt, real: [] });
  const several = (picture: WrittenPicture) =>
    picture.items.filter(({ label, box }) => label >= 0 && label < 10 && box.height >= 9).length > 1;
  const share = (pictures: readonly WrittenPicture[]) => pictures.filter(several).length / pictures.length;
  const taken = Array.from({ length: 60 }, (_, i) => pictureAt(i, 3));
  const all = chunk.scenes.map(({ items }) => ({ items, picture: taken[0].picture }));
  assert.ok(share(taken) > share(all), `${share(taken)} of ${share(all)}`);
  assert.deepEqual(pictureAt(5, 3).items, pictureAt(5, 3).items);
  assert.equal(severalDigits(chunk).length, all.filter(several).length);
});

test("a few steps over a few lines make the loss fall, and the same seed gives the same line reader", async () => {
  const first = await train(8, {});
  assert.equal(first.history.length, 5);
  const [start, end] = [first.history[0].loss, first.history[4].loss];
  assert.ok(end < 0.7 * start, `${start} … ${end}`);
  assert.deepEqual((await train(8, {})).average, first.average);
});

test("the exported line reader reads strips of any width, each column as in a longer strip", async () => {
  const { average } = await train(2, { epochs: 1 });
  const session = await InferenceSession.create(exportNetwork(NETWORK, foldLayers(NETWORK, average)));
  const run = async (columns: number) => {
    const colours = Float32Array.from({ length: 3 * STRIP_ROWS * columns }, (_, i) => Math.sin(i % columns) / 2);
    const strip = new Tensor("float32", colours, [1, 3, STRIP_ROWS, columns]);
    return (await session.run({ strip })).columns.data as Float32Array;
  };
  const [short, long] = [await run(64), await run(128)];
  await session.release();
  assert.equal(short.length, CLASS_COUNT * 16);
  for (let k = 0; k < CLASS_COUNT; k++) assert.ok(Math.abs(short[k * 16 + 5] - long[k * 32 + 5]) < 1e-4);
});

function train(stepsPerEpoch: number, options: Partial<TrainingOptions>) {
  const pictures = severalDigits(chunk);
  const task = lineTask({
    ...{ config: CONFIG, batchSize: 4, stepsPerEpoch, seed: 1, scenes: {} },
    pictureAt: (step, place) => pictures[(step + place) % 4],
    validation: Array.from({ length: 16 }, (_, i) => pictures[i % pictures.length]),
  });
  return trainNetwork(task, {
    ...{ epochs: 5, seed: 1, learningRate: 0.02, weightDecay: 0, averageDecay: 0.5, threads: 1 },
    ...options,
  });
}
