import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { NumberWeights } from "../../src/core/manifest.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { addTinyLineReader, addTinyQuickClassifier, writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = await mkdtemp(join(tmpdir(), "load-model-"));
after(() => rm(folder, { recursive: true }));

const load = (number_weights: object) =>
  loadModel(writeTinyModel(folder, 7, { number_weights: number_weights as NumberWeights }));

test("a manifest from before beside_others means what the program did then; a newer one is taken at its word", async () => {
  const fitted = { bias: 0, posterior: 1, weakest: 0, length: 0 };
  assert.deepEqual((await load(fitted)).manifest.number_weights, {
    ...fitted,
    ...{ presence: 0, unread: 0, missed: 0, agrees: 0, plain: 0, plain_posterior: 0 },
    beside_others: -1,
  });
  assert.equal((await load({ ...fitted, beside_others: -0.25 })).manifest.number_weights.beside_others, -0.25);
});

test("a manifest whose weights are no numbers is refused", async () => {
  const fitted = { bias: 0, posterior: 1, weakest: 0, length: 0 };
  const unusable = { code: "model_unusable", message: /lacks something or is of another kind/ };
  await assert.rejects(load({ ...fitted, length: undefined }), unusable);
  await assert.rejects(load({ ...fitted, beside_others: "much" }), unusable);
});

test("a model need not have a line reader; where it has one, file and weights must be there", async () => {
  const path = writeTinyModel(folder, 7);
  assert.equal((await loadModel(path)).lines, undefined);
  addTinyLineReader(path, 4);
  const { lines, manifest } = await loadModel(path);
  assert.equal(createHash("sha256").update(lines!).digest("hex"), manifest.lines_sha256);
  assert.equal(manifest.line_weights?.alone, 0.5);

  addTinyLineReader(path, 4, { line_weights: undefined } as object);
  await assert.rejects(loadModel(path), { code: "model_unusable", message: /lacks something/ });
  addTinyLineReader(path, 4, { lines_sha256: "00" });
  await assert.rejects(loadModel(path), { code: "model_unusable", message: /lines\.onnx is not the file/ });
  addTinyLineReader(path, 4);
  await rm(join(folder, "lines.onnx"));
  await assert.rejects(loadModel(path), { code: "model_unusable", message: /lines\.onnx can't be read \(ENOENT\)/ });
});

test("the same with a quick classifier", async () => {
  const path = writeTinyModel(folder, 7);
  assert.equal((await loadModel(path)).quick, undefined);
  addTinyQuickClassifier(path, 4);
  const { quick, manifest } = await loadModel(path);
  assert.equal(createHash("sha256").update(quick!).digest("hex"), manifest.quick_sha256);

  addTinyQuickClassifier(path, 4, { quick_weights: { alone: 1, alone_bias: 0 } } as object);
  await assert.rejects(loadModel(path), { code: "model_unusable", message: /lacks something/ });
  addTinyQuickClassifier(path, 4);
  await rm(join(folder, "quick.onnx"));
  await assert.rejects(loadModel(path), { code: "model_unusable", message: /quick\.onnx can't be read \(ENOENT\)/ });
});
