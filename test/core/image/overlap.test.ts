import assert from "node:assert/strict";
import { test } from "node:test";
import { overlap } from "../../../src/core/image/overlap.ts";
import { shareWithin } from "../../../src/core/image/share-within.ts";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

test("overlap is what two boxes share of what they cover together", () => {
  assert.equal(overlap(box(0, 0, 4, 2), box(0, 0, 4, 2)), 1);
  assert.equal(overlap(box(0, 0, 4, 2), box(2, 0, 4, 2)), 4 / 12);
  assert.equal(overlap(box(0, 0, 4, 2), box(4, 0, 4, 2)), 0);
  assert.equal(overlap(box(0, 0, 1, 1), box(5, 5, 1, 1)), 0);
});

test("a share within another box is a share of the first one", () => {
  assert.equal(shareWithin(box(1, 1, 2, 2), box(0, 0, 10, 10)), 1);
  assert.equal(shareWithin(box(0, 0, 10, 10), box(1, 1, 2, 2)), 0.04);
  assert.equal(shareWithin(box(0, 0, 4, 4), box(2, 0, 4, 4)), 0.5);
  assert.equal(shareWithin(box(0, 0, 1, 1), box(3, 3, 1, 1)), 0);
});
