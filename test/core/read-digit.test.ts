import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Picture } from "../../src/core/picture.ts";
import { readDigit } from "../../src/core/read-digit.ts";
import type { ReadingModel } from "../../src/core/reading-model.ts";
import { PredictorError } from "../../src/errors.ts";
import { fromAscii } from "../helpers/ascii-picture.ts";
import { FAKE_MANIFEST } from "../helpers/fake-reader.ts";
import { createTinyFinder } from "../helpers/tiny-finder.ts";

const ONE = fromAscii([".....", "..#..", "..#..", "..#..", "....."], 40);
const SMALL_ONE = fromAscii([".....", "..#..", "..#..", "..#..", "....."], 8);
const BLANK = fromAscii(["...", "...", "..."], 40);

/** Decodes any source to this picture, and is sure that every candidate is of this class. */
function createModel(picture: Picture, label = 1): ReadingModel<string> {
  const classify = async (_inputs: Float32Array, n: number) =>
    Float32Array.from({ length: 11 * n }, (_, i) => (i % 11 === label ? 12 : 0));
  return {
    decode: async () => picture,
    classifier: { classify, close: async () => undefined },
    finder: createTinyFinder({ x: 80, y: 40, width: 40, height: 120 }, 200),
    manifest: FAKE_MANIFEST,
  };
}

test("a digit is read with the decoder and the networks that are handed in", async () => {
  const sources: string[] = [];
  const model = createModel(ONE);
  const decode = async (source: string) => {
    sources.push(source);
    return ONE;
  };
  const reading = await readDigit("a file", { ...model, decode });
  assert.deepEqual([reading.digit, reading.decision, sources], [1, "accept", ["a file"]]);
  const { x, y, width, height } = reading.seen.box;
  for (const [value, expected] of [
    [x, 80],
    [y, 40],
    [width, 40],
    [height, 120],
  ])
    assert.ok(Math.abs(value - expected) < 4);
  assert.equal(reading.seen.input.length, 28 * 28);
  for (const [name, ms] of Object.entries(reading.timings)) assert.ok(ms >= 0, name);
});

test("the finder isn't asked about a small picture whose ink is a digit", async () => {
  const finder = { find: () => assert.fail("nobody asks"), close: async () => undefined };
  const { digit, seen } = await readDigit("", { ...createModel(SMALL_ONE), finder });
  assert.equal(digit, 1);
  assert.deepEqual(seen.box, { x: 16, y: 8, width: 8, height: 24 });
});

test("of a picture that was shrunk while it was decoded, the box is in the pixels of its file", async () => {
  const original = { width: 2.5 * SMALL_ONE.width, height: 2.5 * SMALL_ONE.height };
  const { seen } = await readDigit("", createModel({ ...SMALL_ONE, original }));
  assert.deepEqual(seen.box, { x: 40, y: 20, width: 20, height: 60 });
});

describe("a picture of some size is looked at quickly first:", () => {
  function createWatched(classify?: ReadingModel<string>["classifier"]["classify"]) {
    const model = createModel(ONE);
    const widths: number[] = [];
    const find: typeof model.finder.find = (input) => {
      widths.push(input.width);
      return model.finder.find(input);
    };
    const classifier = { ...model.classifier, ...(classify && { classify }) };
    return { widths, model: { ...model, classifier, finder: { ...model.finder, find } } };
  }

  test("a digit that is surely one is read from that look alone", async () => {
    const { widths, model } = createWatched();
    const { digit, decision } = await readDigit("", model);
    assert.deepEqual([digit, decision, widths], [1, "accept", [96]]);
  });

  test("what is in doubt is looked at in full", async () => {
    const { widths, model } = createWatched(async (_inputs, n) => new Float32Array(11 * n));
    await readDigit("", model);
    assert.deepEqual(widths, [96, 192]);
  });
});

describe("a photo that is glanced at:", () => {
  const half = (picture: Picture) => ({ ...picture, coarseness: 2 });

  test("a large digit is read from the glance alone, its box in the pixels of the file", async () => {
    const decode = () => assert.fail("nobody asks");
    const glance = async () => ({ ...half(ONE), original: { width: 2 * ONE.width, height: 2 * ONE.height } });
    const { digit, seen } = await readDigit("", { ...createModel(ONE), decode, glance });
    assert.equal(digit, 1);
    assert.ok(Math.abs(seen.box.height - 240) < 8);
  });

  test("a digit that is small on the glance is read from the whole picture, and so is one that isn't seen there", async () => {
    const whole = createModel(ONE);
    const expected = await readDigit("", whole);
    for (const drawing of [fromAscii([".....", "..#..", "..#..", "..#..", "....."], 16), half(BLANK)]) {
      let decoded = 0;
      const decode = async () => {
        decoded++;
        return ONE;
      };
      const { finder } = createModel(ONE);
      const seesNothing = createTinyFinder(undefined, 120);
      const find: typeof finder.find = (input) =>
        (decoded > 0 || drawing.width === 80 ? finder : seesNothing).find(input);
      const glance = async () => half(drawing);
      const reading = await readDigit("", { ...whole, decode, glance, finder: { ...finder, find } });
      assert.equal(decoded, 1);
      assert.deepEqual([reading.digit, reading.seen], [expected.digit, expected.seen]);
    }
  });
});

test("a picture with nothing on it is refused", async () => {
  const finder = createTinyFinder(undefined, 120);
  await assert.rejects(readDigit("", { ...createModel(BLANK), finder }), { name: "PredictorError", code: "no_ink" });
});

test("a picture with something on it that nothing takes for a digit is rejected", async () => {
  const { digit, decision, nonDigit } = await readDigit("", {
    ...createModel(ONE),
    finder: createTinyFinder(undefined, 200),
  });
  assert.deepEqual([digit, decision, nonDigit], [null, "reject", FAKE_MANIFEST.weights.nothing]);
});

test("a file whose end is missing gets a warning", async () => {
  const { warnings } = await readDigit("", createModel({ ...SMALL_ONE, truncated: true }));
  assert.ok(warnings.includes("truncated"));
});

test("a caller that has gone away keeps nobody busy", async () => {
  const model = createModel(ONE);
  const finder = { ...model.finder, find: () => assert.fail("nobody waits for this") };
  const classifier = { ...model.classifier, classify: () => assert.fail("nobody waits for this") };
  const signal = AbortSignal.abort();
  await assert.rejects(readDigit("", { ...model, classifier, finder }, { signal }), { code: "cancelled" });
});

test("what the decoder refuses is refused", async () => {
  const decode = async () => {
    throw new PredictorError("image_broken", "It is cut off.");
  };
  await assert.rejects(readDigit("", { ...createModel(ONE), decode }), { code: "image_broken" });
});
