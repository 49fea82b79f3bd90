import assert from "node:assert/strict";
import { test } from "node:test";
import { NON_DIGIT } from "../../../src/core/manifest.ts";
import { strokeDigits } from "../../../src/training/data/sources/stroke-digits.ts";
import { createRandom } from "../../../src/training/random.ts";
import { drawScene } from "../../../src/training/scenes/draw-scene.ts";
import { drawRealScene } from "../../../src/training/scenes/real-scene.ts";
import { SCENE_KINDS, type Scene, type WrittenKind } from "../../../src/training/scenes/scene.ts";
import { drawTextureScene } from "../../../src/training/scenes/texture-scene.ts";

const WRITTEN = SCENE_KINDS.filter((kind): kind is WrittenKind => kind !== "real" && kind !== "texture");

/** A stroke digit, and a scene of this kind around it. */
function sceneOf(kind: WrittenKind, number: number): Scene & { digit: number } {
  const random = createRandom(7, number);
  const glyph = strokeDigits.draw(random);
  return { ...drawScene(glyph, kind, random), digit: glyph.label };
}

for (const kind of WRITTEN) {
  test(`a ${kind} scene is the same each time, keeps its digit's label, and its box lies in the picture`, () => {
    for (let number = 0; number < 12; number++) {
      const scene = sceneOf(kind, number);
      assert.deepEqual(sceneOf(kind, number), scene);
      assert.equal(scene.label, scene.digit);
      const { picture, box } = scene;
      assert.equal(picture.rgba.length, picture.width * picture.height * 4);
      assert.ok(box.width > 0 && box.height > 0, `empty box in scene ${number}`);
      assert.ok(box.x >= 0 && box.y >= 0, `box ${JSON.stringify(box)} in scene ${number}`);
      assert.ok(box.x + box.width <= picture.width && box.y + box.height <= picture.height);
    }
  });
}

test("all ink of a black and white scene that nothing befell lies in its true box", () => {
  const scenes = Array.from({ length: 40 }, (_, number) => sceneOf("bitmap", number)).filter(
    ({ picture }) => new Set(picture.rgba.filter((_, i) => i % 4 === 0)).size === 2,
  );
  assert.ok(scenes.length >= 10, `only ${scenes.length} have two tones`);
  for (const [number, { picture, box, ink }] of scenes.entries()) {
    const paper = ink === "light" ? 0 : 255;
    for (let i = 0; i < picture.width * picture.height; i++) {
      if (Math.abs(picture.rgba[i * 4] - paper) <= 127) continue;
      const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
      const inside = x >= box.x - 1 && x <= box.x + box.width && y >= box.y - 1 && y <= box.y + box.height;
      assert.ok(inside, `ink at ${x},${y} outside ${JSON.stringify(box)} in scene ${number}`);
    }
  }
});

test("a picture without a digit is labelled none, and is the same each time", () => {
  for (let number = 0; number < 20; number++) {
    const scene = drawTextureScene(createRandom(3, number));
    assert.equal(scene.label, NON_DIGIT);
    assert.deepEqual(drawTextureScene(createRandom(3, number)), scene);
  }
});

test("a real picture taken again keeps its label, and its box grows with it", () => {
  const picture = { width: 20, height: 40, rgba: new Uint8Array(20 * 40 * 4).fill(200) };
  const box = { x: 5, y: 10, width: 10, height: 20 };
  const scene = drawRealScene({ picture, box, label: 4 }, createRandom(1));
  const zoom = scene.picture.width / picture.width;
  assert.equal(scene.label, 4);
  assert.ok(Math.abs(scene.box.height - box.height * zoom) < 2);
});
