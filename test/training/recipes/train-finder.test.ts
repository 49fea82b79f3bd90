import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openOnnxFinder } from "../../../src/reader/onnx/onnx-finder.ts";
import { loadCheckpoint } from "../../../src/training/network/checkpoint.ts";
import { type TrainFinderOptions, trainFinder } from "../../../src/training/recipes/train-finder.ts";

const folder = await mkdtemp(join(tmpdir(), "finder-"));
after(() => rm(folder, { recursive: true }));

/** A finder of a few weights, on few scenes that are made once. */
function run(out: string, options: Partial<TrainFinderOptions> = {}, { signal, onStep }: Run = {}) {
  const outDir = join(folder, out);
  return trainFinder(
    {
      ...{ dataDir: undefined, outDir, bankDir: join(folder, "scenes") },
      ...{ chunks: 3, scenesPerChunk: 4, validationScenes: 8, scenesSeed: 1 },
      ...{ epochs: 2, stepsPerEpoch: 4, batchSize: 2, learningRate: 0.01, seed: 1, threads: 1 },
      config: { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0, 0], head: 8 },
      ...{ start: [], resume: false },
      ...options,
    },
    { chunks() {}, step: ({ step }) => onStep?.(step), scores() {}, epoch() {} },
    signal ?? new AbortController().signal,
  );
}

interface Run {
  readonly signal?: AbortSignal;
  readonly onStep?: (step: number) => void;
}

const fileOf = (out: string) => readFile(join(folder, out, "finder.onnx"));

test("a finder is trained on scenes and written as a file that reading can open; stopped and resumed, it is the same", async () => {
  const best = await run("whole");
  assert.ok(best && best.epoch >= 1 && Number.isFinite(best.score));
  const finder = await openOnnxFinder(await fileOf("whole"));
  const cells = await finder.find({ width: 96, height: 64, makeColours: () => new Float32Array(3 * 64 * 96) });
  await finder.close();
  assert.equal(cells.length, 16 * 16 * 24);
  assert.ok(cells.every(Number.isFinite));

  const stop = new AbortController();
  await run("parts", {}, { signal: stop.signal, onStep: (step) => step === 5 && stop.abort() });
  assert.ok(existsSync(join(folder, "parts", "finder.checkpoint")));
  await run("parts", { resume: true });
  assert.ok(!existsSync(join(folder, "parts", "finder.checkpoint")));
  assert.ok((await fileOf("whole")).equals(await fileOf("parts")));
});

test("another round starts from a checkpoint or from a file that is served, and there must be a run to resume", async () => {
  await run("first", { epochs: 1 });
  const weightsOf = async (out: string) =>
    (await loadCheckpoint(join(folder, out, "finder-trained.checkpoint"))).weights;
  for (const name of ["finder-trained.checkpoint", "finder.onnx"]) {
    const start = [join(folder, "first", name)];
    await run("second", { epochs: 1, learningRate: 1e-8, start });
    await run("third", { epochs: 1, learningRate: 1e-8, start, seed: 2 });
    const [one, two] = [await weightsOf("second"), await weightsOf("third")];
    const furthest = one.reduce((max, weight, i) => Math.max(max, Math.abs(weight - two[i])), 0);
    assert.ok(furthest > 0 && furthest < 1e-4, `${furthest} apart`);
  }
  await assert.rejects(run("none", { resume: true }), { code: "usage", message: /no run to go on with/ });
  const other = { widths: [4, 8, 8, 8, 16], blocks: [0, 0, 0, 0], head: 8 } as const;
  const start = [join(folder, "first", "finder.onnx")];
  await assert.rejects(run("none", { start, config: other }), { code: "usage", message: /all of the same network/ });
});
