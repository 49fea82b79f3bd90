import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openOnnxFinder } from "../../../src/reader/onnx/onnx-finder.ts";

test("the memory of an input is freed when it has been looked at", async (t) => {
  const finder = await openOnnxFinder(await readFile(join(import.meta.dirname, "../../../models/finder.onnx")));
  t.after(() => finder.close());
  const colours = new Float32Array(3 * 32 * 64).fill(0.5);
  const cells = await finder.find({ width: 64, height: 32, makeColours: () => colours });
  assert.equal(cells.length, (16 * 32 * 64) / 16);
  assert.equal(colours.buffer.detached, true);
});
