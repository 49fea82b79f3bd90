import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { STRIP_ROWS } from "../../../src/core/line/strip.ts";
import { openOnnxLineReader } from "../../../src/reader/onnx/onnx-line-reader.ts";
import { type TrainLinesOptions, trainLines } from "../../../src/training/recipes/train-lines.ts";

const folder = await mkdtemp(join(tmpdir(), "lines-"));
after(() => rm(folder, { recursive: true }));

/** A line reader of a few weights, on few scenes that are made once. */
function run(out: string, options: Partial<TrainLinesOptions> = {}, stopAt?: number) {
  const stop = new AbortController();
  return trainLines(
    {
      ...{ dataDir: undefined, outDir: join(folder, out), bankDir: join(folder, "scenes") },
      ...{ chunks: 2, scenesPerChunk: 8, validationScenes: 48, scenesSeed: 1 },
      ...{ epochs: 2, stepsPerEpoch: 3, batchSize: 2, learningRate: 0.01, seed: 1, threads: 1 },
      config: { widths: [4, 8, 8, 8, 8], blocks: [0, 0, 0] },
      ...{ resume: false, start: [] },
      ...options,
    },
    { chunks() {}, step: ({ step }) => step === stopAt && stop.abort(), epoch() {} },
    stop.signal,
  );
}

const fileOf = (out: string) => readFile(join(folder, out, "lines.onnx"));

test("a line reader is trained and written as a file that reading can open; stopped and resumed, it is the same", async () => {
  const best = await run("whole");
  assert.ok(best && best.epoch >= 1 && best.score >= 0 && best.score <= 1);
  const lineReader = await openOnnxLineReader(await fileOf("whole"));
  const logits = await lineReader.read({ count: 1, columns: 80, colours: new Float32Array(3 * STRIP_ROWS * 80) });
  await lineReader.close();
  assert.equal(logits.length, 11 * 20);
  assert.ok(logits.every(Number.isFinite));

  await run("parts", {}, 4);
  assert.ok(existsSync(join(folder, "parts", "lines.checkpoint")));
  await run("parts", { resume: true });
  assert.ok(!existsSync(join(folder, "parts", "lines.checkpoint")));
  assert.ok((await fileOf("whole")).equals(await fileOf("parts")));
});

test("without a run there is none to go on with", async () => {
  await assert.rejects(run("none", { resume: true }), { code: "usage", message: /no run to go on with/ });
});

test("a second round starts from what the first one learned", async () => {
  await run("first");
  const still = { epochs: 1, learningRate: 1e-9 };
  await run("second", { ...still, start: [join(folder, "first", "lines-trained.checkpoint")] });
  const read = async (out: string) => {
    const lineReader = await openOnnxLineReader(await fileOf(out));
    const colours = Float32Array.from({ length: 3 * STRIP_ROWS * 64 }, (_, i) => Math.sin(i));
    return await lineReader.read({ count: 1, columns: 64, colours }).finally(() => lineReader.close());
  };
  const first = await read("first");
  await run("other", { ...still, seed: 2 });
  const distance = async (out: string) => (await read(out)).reduce((sum, logit, i) => sum + (logit - first[i]) ** 2, 0);
  const [near, far] = [await distance("second"), await distance("other")];
  assert.ok(near < far / 3, `${near} of ${far}`);
  await assert.rejects(run("wrong", { start: [join(folder, "none.checkpoint")] }), { code: "usage" });
});
