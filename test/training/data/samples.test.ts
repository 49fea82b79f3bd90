import assert from "node:assert/strict";
import { mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { overlap } from "../../../src/core/image/overlap.ts";
import { NON_DIGIT } from "../../../src/core/manifest.ts";
import { loadBank, saveBank } from "../../../src/training/data/bank-file.ts";
import { makeSample } from "../../../src/training/data/glyph-samples.ts";
import { isBareLine } from "../../../src/training/data/is-bare-line.ts";
import { makeBank, STRETCH } from "../../../src/training/data/make-bank.ts";
import { mnistSamples } from "../../../src/training/data/mnist-samples.ts";
import { pageSamples } from "../../../src/training/data/page-samples.ts";
import { drawChunk } from "../../../src/training/data/scene-bank.ts";
import type { Glyph } from "../../../src/training/data/sources/glyph.ts";
import { loadSources } from "../../../src/training/data/sources/load-sources.ts";
import { createRandom } from "../../../src/training/random.ts";
import { createMixture } from "../../../src/training/scenes/mixture.ts";
import { loadPageMaterial } from "../../../src/training/scenes/pages/page-sources.ts";

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

for (const source of ["scenes", "pages"] as const) {
  test(`a bank of ${source} is the same whatever the number of threads`, async () => {
    const options = { source, dataDir: undefined, part: "train", count: STRETCH + 5, seed: 4 } as const;
    const one = await makeBank({ ...options, threads: 1 });
    const two = await makeBank({ ...options, threads: 2 });
    assert.deepEqual(two, one);
    if (source === "scenes") assert.equal(one.labels.length, STRETCH + 5);
    else assert.ok(one.labels.length > STRETCH + 5, "a page gives several samples");
  });
}

test("MNIST's digits are shown as they are, dark or light, and some a second time, spoilt: the same each time", () => {
  const glyph = strokeGlyph();
  const all = Array.from({ length: 200 }, (_, index) => mnistSamples(glyph, 1, index));
  assert.deepEqual(mnistSamples(glyph, 1, 7), all[7]);
  assert.ok(all.flat().every(({ label, input }) => label === glyph.label && Math.max(...input) > 100));
  const count = (kind: string) => all.flat().filter((sample) => sample.kind === kind).length;
  assert.equal(count("mnist/as-it-is"), 200);
  assert.ok(count("mnist/jittered") > 40 && count("mnist/jittered") < 100);
  assert.ok(count("mnist/spoilt") > 50 && count("mnist/spoilt") < 110);
  // Ink is ink, however it was shown.
  const [first] = all[0];
  for (const [{ input }] of all) assert.ok(meanDifference(input, first.input) < 4);
});

test("a page's samples are its digits, with their labels, and what is none; bare lines are never shown as none", () => {
  const chunk = drawChunk(loadPageMaterial(undefined, "train"), 5, 0, 24);
  const samples = chunk.scenes.map((_, scene) => pageSamples(chunk, scene, createRandom(1, scene)));
  assert.deepEqual(pageSamples(chunk, 3, createRandom(1, 3)), samples[3]);
  for (const [scene, { items }] of chunk.scenes.entries()) {
    const labels = new Set(items.map(({ label }) => label));
    for (const { label } of samples[scene]) assert.ok(label === NON_DIGIT || labels.has(label));
  }
  const all = samples.flat();
  const labels = new Set(all.map(({ label }) => label));
  assert.ok(labels.has(NON_DIGIT) && labels.size >= 8, `only classes ${[...labels].join(", ")}`);
  assert.ok(all.every(({ label, input }) => label !== NON_DIGIT || !isBareLine(input)));
});

test("a bank is kept with what decides its samples, and found only by that", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "bank-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "some.bank");
  const key = { source: "mnist", part: "train", count: 2, seed: 4 } as const;
  // Three samples of two digits.
  const bank = { inputs: Uint8Array.from({ length: 3 * 784 }, (_, i) => i), labels: Uint8Array.of(3, 3, 5) };
  assert.equal(await loadBank(file, key), undefined);
  await saveBank(file, key, bank);
  const found = (await loadBank(file, key))!;
  assert.deepEqual([Uint8Array.from(found.inputs), Uint8Array.from(found.labels)], [bank.inputs, bank.labels]);
  for (const other of [{ source: "scenes" }, { part: "validation" }, { count: 3 }, { seed: 5 }] as const)
    assert.equal(await loadBank(file, { ...key, ...other }), undefined);
  await truncate(file, (await stat(file)).size - 9);
  assert.equal(await loadBank(file, key), undefined);
});

function strokeGlyph(): Glyph {
  const coverage = new Float32Array(784);
  for (let y = 4; y < 24; y++) coverage.fill(1, y * 28 + 12 - (y >> 3), y * 28 + 15 - (y >> 3));
  return { width: 28, height: 28, coverage, label: 1 };
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}

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
