import assert from "node:assert/strict";
import { test } from "node:test";
import { createPixelQueue } from "../../../src/reader/decode/pixel-queue.ts";

const photo = { format: "JPEG", width: 1000, height: 1000, orientation: 1 } as const;

test("pictures that would wait too long are refused until others are done", () => {
  const queue = createPixelQueue(2_500_000);
  const leave = queue.enter(photo);
  queue.enter(photo);
  assert.throws(() => queue.enter(photo), { code: "overloaded" });
  leave();
  queue.enter(photo);
});

test("AVIF counts tenfold, and a picture that is alone is always taken", () => {
  const queue = createPixelQueue(2_500_000);
  const leave = queue.enter({ ...photo, format: "AVIF" });
  assert.throws(() => queue.enter(photo), { code: "overloaded" });
  leave();
  queue.enter(photo);
  assert.throws(() => queue.enter({ ...photo, format: "AVIF" }), { code: "overloaded" });
});
