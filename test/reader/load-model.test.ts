import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { NumberWeights } from "../../src/core/manifest.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = await mkdtemp(join(tmpdir(), "load-model-"));
after(() => rm(folder, { recursive: true }));

const load = (number_weights: object) =>
  loadModel(writeTinyModel(folder, 7, { number_weights: number_weights as NumberWeights }));

test("a manifest from before beside_others means what the program did then; a newer one is taken at its word", async () => {
  const fitted = { bias: 0, posterior: 1, weakest: 0, length: 0 };
  assert.deepEqual((await load(fitted)).manifest.number_weights, { ...fitted, beside_others: -1 });
  assert.equal((await load({ ...fitted, beside_others: -0.25 })).manifest.number_weights.beside_others, -0.25);
});

test("a manifest whose weights are no numbers is refused", async () => {
  const fitted = { bias: 0, posterior: 1, weakest: 0, length: 0 };
  const unusable = { code: "model_unusable", message: /lacks something or is of another kind/ };
  await assert.rejects(load({ ...fitted, length: undefined }), unusable);
  await assert.rejects(load({ ...fitted, beside_others: "much" }), unusable);
});
