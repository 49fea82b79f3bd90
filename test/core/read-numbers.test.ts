import assert from "node:assert/strict";
import { test } from "node:test";
import type { Picture } from "../../src/core/picture.ts";
import { readNumbers } from "../../src/core/read-numbers.ts";
import { FAKE_MANIFEST } from "../helpers/fake-reader.ts";
import { createTinyFinder } from "../helpers/tiny-finder.ts";

/** A black block on white, which the fakes below take for a 4. */
function withBlock(x: number, size = 200): Picture {
  const rgba = new Uint8Array(size * size * 4).fill(255);
  for (let row = 60; row < 140; row++)
    for (let column = x; column < x + 40; column++) rgba.set([0, 0, 0, 255], (row * size + column) * 4);
  return { width: size, height: size, rgba };
}

function read(x: number, isOneLine = false) {
  const model = {
    decode: async (picture: Picture) => picture,
    finder: createTinyFinder({ x, y: 60, width: 40, height: 80 }, 200),
    classifier: {
      classify: async (_inputs: Float32Array, n: number) =>
        Float32Array.from({ length: 11 * n }, (_, i) => (i % 11 === 4 ? 12 : 0)),
      close: async () => {},
    },
    manifest: FAKE_MANIFEST,
  };
  return readNumbers(withBlock(x), model, { maxError: 0.05, isOneLine });
}

test("a number in the middle of a picture is accepted", async () => {
  const { numbers } = await read(80);
  assert.deepEqual(
    numbers.map(({ text, decision, warnings }) => [text, decision, warnings]),
    [["4", "accept", []]],
  );
});

test("one that ends near the picture's left or right border may go on beyond it: it is for review, and says why", async () => {
  for (const x of [10, 150]) {
    const { numbers } = await read(x);
    assert.deepEqual(
      numbers.map(({ text, decision, warnings }) => [text, decision, warnings]),
      [["4", "review", ["cut_off"]]],
      `at ${x}`,
    );
  }
});

test("where everything on the picture is said to be one number, nothing of it is beyond the border", async () => {
  const { numbers } = await read(10, true);
  assert.deepEqual(
    numbers.map(({ text, decision, warnings }) => [text, decision, warnings]),
    [["4", "accept", []]],
  );
});
