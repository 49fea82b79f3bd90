import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CLASS_COUNT } from "../../src/core/manifest.ts";
import { loadModel } from "../../src/reader/load-model.ts";
import { openOnnxClassifier } from "../../src/reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../../src/reader/onnx/onnx-finder.ts";
import { openOnnxLineReader } from "../../src/reader/onnx/onnx-line-reader.ts";
import { openService } from "../../src/reader/open-service.ts";
import { selfTest } from "../../src/reader/self-test.ts";
import { readSettings } from "../../src/server/settings.ts";
import { addTinyLineReader, writeTinyModel } from "../helpers/write-tiny-model.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const settings = readSettings([], {});

test("the packaged model reads all pictures of the self-test, a model that says 3 to everything one", async (t) => {
  for (const [path, count] of [
    [settings.model, CLASS_COUNT],
    [writeTinyModel(folder, 3), 1],
  ] as const) {
    const { manifest, ...files } = await loadModel(path);
    const [classifier, finder] = [await openOnnxClassifier(files.classifier), await openOnnxFinder(files.finder)];
    const lineReader = files.lines && (await openOnnxLineReader(files.lines));
    t.after(() => Promise.all([classifier.close(), finder.close(), lineReader?.close()]));
    assert.equal(await selfTest({ classifier, finder, lineReader, manifest }), count);
  }
});

test("a model whose answers are no numbers isn't opened", async () => {
  const model = writeTinyModel(folder, 3, {}, Number.NaN);
  await assert.rejects(openService({ ...settings, model }), { code: "model_unusable", message: /self-test/ });
});

test("neither is one whose line reader says what is no number", async () => {
  const model = writeTinyModel(folder, 3);
  addTinyLineReader(model, 3, {}, Number.NaN);
  await assert.rejects(openService({ ...settings, model }), { code: "model_unusable", message: /self-test/ });
});

test("a model that reads far less than the one in service isn't taken", async (t) => {
  const service = await openService(settings);
  t.after(() => service.close());
  await assert.rejects(
    service.prepare(await loadModel(writeTinyModel(folder, 3))),
    /reads 1 of the 11 .* in service 11/,
  );
});
