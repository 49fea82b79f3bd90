import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBank } from "../../src/training/make-bank.ts";
import { makeSample } from "../../src/training/samples.ts";
import { createMixture } from "../../src/training/scenes/mixture.ts";
import { loadSources } from "../../src/training/sources/load-sources.ts";
import { overlap } from "../../src/vision/overlap.ts";

test("without any data, samples are made of what is drawn by rule: digits and none", () => {
  const mixture = createMixture(loadSources(undefined, "train"));
  const samples = Array.from({ length: 120 }, (_, index) => makeSample(mixture, 1, index));
  const labels = new Set(samples.map((sample) => sample.label));
  assert.ok(labels.size === 11, `only classes ${[...labels].join(", ")}`);
  for (const { input, kind } of samples) {
    assert.equal(input.length, 784);
    assert.ok(Math.max(...input) > 100, `nothing to see in ${kind}`);
  }
});

test("a bank is the same whatever the number of threads", async () => {
  const options = { dataDir: undefined, part: "train", count: 30, seed: 4 } as const;
  const one = await makeBank({ ...options, threads: 1 });
  const two = await makeBank({ ...options, threads: 2 });
  assert.deepEqual(two, one);
});

test("boxes that are equal overlap wholly, boxes apart not at all", () => {
  const box = { x: 2, y: 2, width: 4, height: 4 };
  assert.equal(overlap(box, box), 1);
  assert.equal(overlap(box, { ...box, x: 6 }), 0);
  assert.equal(overlap(box, { ...box, x: 4 }), 8 / 24);
});
