import assert from "node:assert/strict";
import { test } from "node:test";
import { splitPictures } from "../../../src/training/data/split-pictures.ts";

const pictures = Array.from({ length: 86 }, (_, i) => ({ label: i < 40 ? 3 : i < 80 ? 7 : i < 83 ? 1 : 10, name: i }));

test("of each label a share is held out, of fewer than four pictures none; each picture is in one part", () => {
  const { train, heldOut } = splitPictures(pictures, ({ label }) => label, 0.25, 1);
  const count = (label: number) => heldOut.filter((picture) => picture.label === label).length;
  assert.deepEqual([3, 7, 1, 10].map(count), [10, 10, 0, 0]);
  assert.deepEqual(
    [...train, ...heldOut].map(({ name }) => name).sort((a, b) => a - b),
    pictures.map(({ name }) => name),
  );
});

test("the same seed holds the same pictures out, another one others", () => {
  const names = (seed: number) =>
    splitPictures(pictures, ({ label }) => label, 0.25, seed).heldOut.map(({ name }) => name);
  assert.deepEqual(names(1), names(1));
  assert.notDeepEqual(names(1), names(2));
});
