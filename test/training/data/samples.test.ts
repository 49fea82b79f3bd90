import assert from "node:assert/strict";
import { test } from "node:test";
import { overlap } from "../../../src/core/image/overlap.ts";
import { isBareLine } from "../../../src/training/data/is-bare-line.ts";
import { makeBank } from "../../../src/training/data/make-bank.ts";
import { makeSample } from "../../../src/training/data/samples.ts";
import { loadSources } from "../../../src/training/data/sources/load-sources.ts";
import { createMixture } from "../../../src/training/scenes/mixture.ts";

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

test("one upright line is a 1 wherever it was cut from, so it is never shown as no digit; a cross and a narrow 0 are no such line", () => {
  const drawn = (ink: (x: number, y: number) => boolean) =>
    Uint8Array.from({ length: 784 }, (_, i) => (ink(i % 28, Math.floor(i / 28)) ? 255 : 0));
  const inside = (y: number) => y >= 4 && y < 24;
  assert.ok(isBareLine(drawn((x, y) => inside(y) && x >= 12 && x < 15)));
  assert.ok(!isBareLine(drawn((x, y) => inside(y) && (x === 13 || (Math.abs(y - 14) < 2 && Math.abs(x - 13) < 8)))));
  assert.ok(!isBareLine(drawn((x, y) => inside(y) && (x === 11 || x === 16))));
  assert.ok(!isBareLine(drawn((x, y) => inside(y) && Math.abs(x - 4 - y / 1.5) < 1.5)));
  assert.ok(!isBareLine(new Uint8Array(784)));
});
