import assert from "node:assert/strict";
import { test } from "node:test";
import { luma } from "../../../src/core/image/luma.ts";

test("green counts most, blue least, and grey keeps its tone", () => {
  assert.deepEqual([luma(1, 0, 0), luma(0, 1, 0), luma(0, 0, 1)], [0.299, 0.587, 0.114]);
  assert.ok(Math.abs(luma(128, 128, 128) - 128) < 1e-9);
});
