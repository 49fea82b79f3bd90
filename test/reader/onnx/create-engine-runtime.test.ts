import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compileKernels } from "../../../scripts/compile-kernels.ts";
import { createEngineRuntime } from "../../../src/reader/onnx/create-engine-runtime.ts";
import * as onnxRuntime from "../../../src/reader/onnx/onnx-runtime.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

test("where ONNX Runtime has no native files, the page's engine takes its place", async () => {
  await compileKernels();
  const own = createEngineRuntime(join(ROOT, "dist", "engine"));
  const model = readFileSync(join(ROOT, "models", "digits.onnx"));
  const image = Float32Array.from({ length: 2 * 784 }, (_, i) => (i % 29) / 29);
  const logits: Float32Array[] = [];
  for (const { InferenceSession, Tensor } of [own, onnxRuntime]) {
    const session = await InferenceSession.create(model);
    assert.deepEqual([session.inputNames, session.outputNames], [["image"], ["logits"]]);
    const out = await session.run({ image: new Tensor("float32", image, [2, 1, 28, 28]) });
    assert.deepEqual(out.logits.dims, [2, 11]);
    logits.push(out.logits.data as Float32Array);
    await session.release();
  }
  for (const [i, value] of logits[0].entries()) assert.ok(Math.abs(value - logits[1][i]) < 1e-4);
});
