import assert from "node:assert/strict";
import { test } from "node:test";
import { flatten } from "../../../src/core/image/flatten.ts";
import type { Picture } from "../../../src/core/picture.ts";

const CLEAR = [9, 9, 9, 0];

function pictureOf(...pixels: readonly (readonly number[])[]): Picture {
  return { width: pixels.length, height: 1, rgba: Uint8Array.from(pixels.flat()) };
}

const reds = ({ rgba }: Picture) => Array.from(rgba).filter((_, i) => i % 4 === 0);

test("an opaque picture stays as it is", () => {
  const picture = pictureOf([1, 2, 3, 255], [4, 5, 6, 255]);
  assert.equal(flatten(picture), picture);
});

test("behind ink on nothing at all comes its opposite", () => {
  assert.deepEqual(reds(flatten(pictureOf(CLEAR, [0, 0, 0, 255], CLEAR))), [255, 0, 255]);
  assert.deepEqual(reds(flatten(pictureOf(CLEAR, [255, 255, 255, 255], CLEAR))), [0, 255, 0]);
});

test("a few clear pixels get the mean of the picture, and half-clear ones are mixed with it", () => {
  const flat = flatten(pictureOf([100, 100, 100, 255], [100, 100, 100, 255], CLEAR, [200, 200, 200, 128]));
  const [, , clear, half] = reds(flat);
  assert.ok(clear > 110 && clear < 130, `${clear}`);
  assert.ok(half > 150 && half < 170, `${half}`);
  assert.ok(flat.rgba.every((value, i) => i % 4 < 3 || value === 255));
});

test("a picture with nothing on it is of one tone", () => {
  const [first, second] = reds(flatten(pictureOf(CLEAR, CLEAR)));
  assert.equal(first, second);
});

test("it is done in the picture's own memory", () => {
  const picture = pictureOf(CLEAR, [0, 0, 0, 255]);
  assert.equal(flatten(picture).rgba, picture.rgba);
});
