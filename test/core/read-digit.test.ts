import assert from "node:assert/strict";
import { test } from "node:test";
import type { Classifier } from "../../src/core/classifier.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import type { Picture } from "../../src/core/picture.ts";
import { readDigit } from "../../src/core/read-digit.ts";
import { PredictorError } from "../../src/errors.ts";
import { fromAscii } from "../helpers/ascii-picture.ts";
import { FAKE_MANIFEST } from "../helpers/fake-reader.ts";

const ONE = fromAscii([".....", "..#..", "..#..", "..#..", "....."], 16);
const BLANK = fromAscii(["...", "...", "..."], 20);

/** Decodes any source to this picture, and is sure that every candidate is a 1. */
function createModel(picture: Picture): { decode: () => Promise<Picture>; classifier: Classifier; manifest: Manifest } {
  const classify = async (_inputs: Float32Array, n: number) =>
    Float32Array.from({ length: 11 * n }, (_, i) => (i % 11 === 1 ? 12 : 0));
  return {
    decode: async () => picture,
    classifier: { classify, close: async () => undefined },
    manifest: FAKE_MANIFEST,
  };
}

test("a digit is read with the decoder and the classifier that are handed in", async () => {
  const sources: string[] = [];
  const model = createModel(ONE);
  const decode = async (source: string) => {
    sources.push(source);
    return ONE;
  };
  const reading = await readDigit("a file", { ...model, decode });
  assert.deepEqual([reading.digit, reading.decision, sources], [1, "accept", ["a file"]]);
  assert.deepEqual(reading.seen.box, { x: 32, y: 16, width: 16, height: 48 });
  assert.equal(reading.seen.input.length, 28 * 28);
  for (const [name, ms] of Object.entries(reading.timings)) assert.ok(ms >= 0, name);
});

test("of a picture that was shrunk while it was decoded, the box is in the pixels of its file", async () => {
  const { seen } = await readDigit(
    "",
    createModel({ ...ONE, original: { width: 2.5 * ONE.width, height: 2.5 * ONE.height } }),
  );
  assert.deepEqual(seen.box, { x: 80, y: 40, width: 40, height: 120 });
});

test("a picture with nothing on it is refused", async () => {
  await assert.rejects(readDigit("", createModel(BLANK)), { name: "PredictorError", code: "no_ink" });
});

test("a caller that has gone away keeps nobody busy", async () => {
  const model = createModel(ONE);
  const classifier = { ...model.classifier, classify: () => assert.fail("nobody waits for this") };
  const signal = AbortSignal.abort();
  await assert.rejects(readDigit("", { ...model, classifier }, { signal }), { code: "cancelled" });
});

test("what the decoder refuses is refused", async () => {
  const decode = async () => {
    throw new PredictorError("image_broken", "It is cut off.");
  };
  await assert.rejects(readDigit("", { ...createModel(ONE), decode }), { code: "image_broken" });
});
