import assert from "node:assert/strict";
import { test } from "node:test";
import { shrinkFactor } from "../../../src/core/image/shrink-factor.ts";
import { toOriginalBox } from "../../../src/core/image/to-original-box.ts";

test("only large pictures are shrunk before anything is looked for, and strips less", () => {
  assert.equal(shrinkFactor(800, 600), 1);
  assert.equal(shrinkFactor(3000, 2000), 3);
  assert.equal(shrinkFactor(4000, 3000), 5);
  assert.equal(shrinkFactor(6000, 500), 1);
});

test("a box is given in the pixels of the file", () => {
  const box = { x: 1, y: 2, width: 3, height: 4 };
  const size = { width: 10, height: 20 };
  assert.deepEqual(toOriginalBox(box, size), box);
  const original = { width: 30, height: 50 };
  assert.deepEqual(toOriginalBox(box, { ...size, original }), { x: 3, y: 5, width: 9, height: 10 });
});
