import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { NON_DIGIT } from "../../../src/core/manifest.ts";
import { makeSceneBank } from "../../../src/training/data/make-scene-bank.ts";
import { openScenes } from "../../../src/training/data/open-scenes.ts";
import {
  drawChunk,
  loadChunk,
  type PageKinds,
  SCENE_SIZE,
  type SceneChunk,
  saveChunk,
} from "../../../src/training/data/scene-bank.ts";
import { createRandom } from "../../../src/training/random.ts";
import { drawPage, PAGE_KINDS } from "../../../src/training/scenes/pages/draw-page.ts";
import { UNCERTAIN } from "../../../src/training/scenes/pages/page.ts";
import { createPageSources, loadPageMaterial } from "../../../src/training/scenes/pages/page-sources.ts";

const MATERIAL = loadPageMaterial(undefined, "train");

for (const kind of PAGE_KINDS) {
  test(`a page of the kind ${kind} is the same each time, and what is written on it lies in the picture`, () => {
    const draw = (number: number) =>
      drawPage(createPageSources(MATERIAL, createRandom(1)), SCENE_SIZE, createRandom(2, number), kind);
    for (let number = 0; number < 3; number++) {
      const page = draw(number);
      assert.equal(page.kind, kind);
      assert.equal(page.picture.rgba.length, SCENE_SIZE * SCENE_SIZE * 4);
      for (const { box, label } of page.items) {
        assert.ok(Number.isInteger(label) && label >= UNCERTAIN && label <= NON_DIGIT, `label ${label}`);
        assert.ok(box.width > 0 && box.height > 0, JSON.stringify(box));
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= SCENE_SIZE && box.y + box.height <= SCENE_SIZE);
      }
    }
    assert.deepEqual(draw(0), draw(0));
  });
}

test("pages of chosen kinds are of these kinds alone, as often as is asked", () => {
  const draw = (kinds?: PageKinds) => drawChunk(MATERIAL, 3, 0, 40, kinds).scenes.map(({ kind }) => kind);
  const kinds = draw({ single: 3, thin: 1 });
  assert.ok(kinds.every((kind) => kind === "single" || kind === "thin"));
  assert.ok(kinds.filter((kind) => kind === "single").length > 20);
  assert.ok(kinds.includes("thin"));
  assert.deepEqual(draw({ single: 3, thin: 1 }), kinds);
  assert.ok(new Set(draw()).size > 4);
});

test("a large digit is alone on its page and about as large as it", () => {
  const { scenes } = drawChunk(MATERIAL, 3, 0, 40, { large: 1 });
  const sides = scenes.flatMap(({ items }) => items.map(({ box }) => Math.max(box.width, box.height)));
  assert.ok(scenes.every(({ items }) => items.length <= 1));
  assert.ok(sides.length > 30);
  assert.ok(sides.every((side) => side > 0.3 * SCENE_SIZE));
  assert.ok(sides.filter((side) => side > 0.6 * SCENE_SIZE).length > sides.length / 2);
});

test("a scene bank is the same whatever the number of threads, and what is there is not made again", async (t) => {
  const [one, two] = [await temporaryFolder(t), await temporaryFolder(t)];
  const options = { dataDir: undefined, part: "train", chunks: 3, scenesPerChunk: 2, seed: 6 } as const;
  const made: number[] = [];
  const files = await makeSceneBank({ ...options, folder: one, threads: 1, onProgress: (n) => made.push(n) });
  const others = await makeSceneBank({ ...options, folder: two, threads: 2 });
  assert.deepEqual(made, [1, 2, 3]);
  assert.deepEqual((await readdir(one)).sort(), files.map((file) => basename(file)).sort());
  for (const [i, file] of files.entries()) assert.deepEqual(await readFile(file), await readFile(others[i]));
  const chunks = files.map(loadChunk);
  assert.notDeepEqual(chunks[0], chunks[1]);

  await rm(files[1]);
  const before = (await stat(files[0])).mtimeMs;
  await makeSceneBank({ ...options, folder: one, threads: 2 });
  assert.equal((await stat(files[0])).mtimeMs, before);
  assert.deepEqual(loadChunk(files[1]), chunks[1]);
});

test("making a scene bank stops when it is told to, and leaves no half of a file", async (t) => {
  const folder = await temporaryFolder(t);
  const stop = new AbortController();
  const options = { folder, dataDir: undefined, part: "train", chunks: 50, scenesPerChunk: 1, seed: 1 } as const;
  const making = makeSceneBank({ ...options, threads: 2, signal: stop.signal, onProgress: () => stop.abort("enough") });
  await assert.rejects(making, (reason) => reason === "enough");
  const made = (await readdir(folder)).filter((name) => name.endsWith(".scenes"));
  assert.ok(made.length > 0 && made.length < 50, `${made.length} chunks`);
  for (const name of made) assert.equal(loadChunk(join(folder, name)).scenes.length, 1);
});

test("scenes of a step are the same wherever a run began; in each pass all chunks are shown, in another order", async (t) => {
  const folder = await temporaryFolder(t);
  const files = Array.from({ length: 6 }, (_, number) => join(folder, `${number}.scenes`));
  for (const [number, file] of files.entries()) saveChunk(file, drawChunk(MATERIAL, 1, number, 2));
  const hashOf = ({ pixels }: SceneChunk) => createHash("sha256").update(pixels).digest("hex");
  const hashes = files.map((file) => hashOf(loadChunk(file)));
  /** Number of the chunk and of the scene, for both places of each step. */
  const take = (from: number, to: number, chunksInMemory: number) => {
    const sceneAt = openScenes({ files, scenesPerChunk: 2, batchSize: 2, seed: 3, chunksInMemory });
    const at = (step: number) =>
      [0, 1].map((place) => {
        const { chunk, scene } = sceneAt(step, place);
        return { chunk: hashes.indexOf(hashOf(chunk)), scene };
      });
    return Array.from({ length: to - from }, (_, i) => at(from + i));
  };
  const whole = take(0, 40, 3);
  assert.deepEqual(take(17, 40, 3), whole.slice(17));
  assert.equal(new Set(whole.flat().map(({ chunk, scene }) => 2 * chunk + scene)).size, 12);

  const oneByOne = take(0, 12, 1).map(([first, second]) => {
    assert.equal(first.chunk, second.chunk);
    return first.chunk;
  });
  const passes = [oneByOne.slice(0, 6), oneByOne.slice(6)];
  for (const pass of passes) assert.deepEqual(pass.toSorted(), [0, 1, 2, 3, 4, 5]);
  assert.notDeepEqual(passes[0], passes[1]);
});

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "scenes-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
