import assert from "node:assert/strict";
import { test } from "node:test";
import { STRIDE, UNIT_SIZE } from "../../../src/core/find/cells.ts";
import {
  clearFinderBatch,
  emptyFinderBatch,
  type FinderBatch,
  setScene,
} from "../../../src/training/data/finder-batch.ts";
import { SCENE_SIZE, type SceneChunk } from "../../../src/training/data/scene-bank.ts";
import { createRandom } from "../../../src/training/random.ts";

const SIZE = 192;
const CELLS = SIZE / STRIDE;
/** A dark bar of 20 × 60 pixels on white, which counts as a 1, to the right of the middle. */
const BAR = { x: 120, y: 70, width: 20, height: 60 };
const CHUNK: SceneChunk = {
  scenes: [{ kind: "single", items: [{ box: BAR, label: 1 }] }],
  pixels: Uint8Array.from({ length: SCENE_SIZE * SCENE_SIZE * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % SCENE_SIZE, Math.floor(i / 3 / SCENE_SIZE)];
    const isInk = x >= BAR.x && x < BAR.x + BAR.width && y >= BAR.y && y < BAR.y + BAR.height;
    return isInk ? 30 : 230;
  }),
};

function draw(seed?: number): FinderBatch {
  const batch = emptyFinderBatch(1, SIZE);
  clearFinderBatch(batch);
  setScene(batch, 0, CHUNK, 0, seed === undefined ? undefined : createRandom(seed));
  return batch;
}

/** What of the input is picture: beyond it all colours are 0. */
function extentOf({ picture }: FinderBatch): { width: number; height: number } {
  let [width, height] = [0, 0];
  for (let i = 0; i < SIZE * SIZE; i++) {
    if ([0, 1, 2].every((c) => picture[c * SIZE * SIZE + i] === 0)) continue;
    width = Math.max(width, (i % SIZE) + 1);
    height = Math.max(height, Math.floor(i / SIZE) + 1);
  }
  return { width, height };
}

/** The digit's size by the target at its hottest cell; undefined where there is none. */
function targetOf({ targets }: FinderBatch): { width: number; height: number } | undefined {
  const hottest = targets.heat.indexOf(Math.max(...targets.heat));
  if (targets.heat[hottest] === 0) return undefined;
  const size = (channel: number) => UNIT_SIZE * Math.exp(targets.box[channel * CELLS * CELLS + hottest]);
  return { width: size(0), height: size(1) };
}

test("without chance a scene is seen as it is, from its middle", () => {
  const batch = draw();
  assert.deepEqual(extentOf(batch), { width: SIZE, height: SIZE });
  const { width, height } = targetOf(batch)!;
  assert.ok(Math.abs(width - BAR.width) < 0.01 && Math.abs(height - BAR.height) < 0.01);
  const at =
    Math.floor((BAR.y + BAR.height / 2 - 8) / STRIDE) * CELLS + Math.floor((BAR.x + BAR.width / 2 - 8) / STRIDE);
  assert.equal(batch.targets.heat[at], 1);
});

test("by chance it is cut to any shape, and to strips that the digit fills, with targets of the same scale", () => {
  const views = Array.from({ length: 300 }, (_, seed) => draw(seed));
  const shapes = views.map((view) => ({ ...extentOf(view), digit: targetOf(view) }));
  const whole = shapes.filter(({ width, height }) => width === SIZE && height === SIZE);
  assert.ok(whole.length > 150 && whole.length < 270, `${whole.length} whole`);
  const strips = shapes.filter(({ width, height, digit }) => digit && digit.height > 0.5 * height && width > height);
  assert.ok(strips.length >= 3, `${strips.length} lying strips`);
  for (const { height, digit } of strips) {
    assert.ok(height >= SIZE / 6 - 1, `${height} rows`);
    const { width: wide, height: tall } = digit!;
    // Where the border cuts nothing off, the bar keeps its shape.
    assert.ok(
      tall / wide < 1.05 * (BAR.height / BAR.width) && tall <= height + 1,
      `${wide} × ${tall} in ${height} rows`,
    );
  }
});
