import assert from "node:assert/strict";
import { test } from "node:test";
import { augment } from "../../../src/training/data/augment.ts";
import { createRandom } from "../../../src/training/random.ts";
import { breakInk } from "../../../src/training/scenes/break-ink.ts";
import { spoilBadly } from "../../../src/training/scenes/spoil-badly.ts";
import { spoilSmall } from "../../../src/training/scenes/spoil-small.ts";

/** A bar of ink, 6 pixels wide, in the middle of 28×28. */
const bar = () =>
  Float32Array.from({ length: 784 }, (_, i) => (Math.abs((i % 28) - 13.5) < 3 && i > 112 && i < 672 ? 1 : 0));
const mass = (picture: Float32Array) => picture.reduce((sum, value) => sum + value, 0);

const CHANGES = {
  augment: (picture: Float32Array, seed: number) => augment(picture, createRandom(seed)),
  breakInk: (picture: Float32Array, seed: number) => breakInk(picture, 28, 20, createRandom(seed)),
  spoilBadly: (picture: Float32Array, seed: number) => spoilBadly(picture, 28, createRandom(seed)),
  spoilSmall: (picture: Float32Array, seed: number) => spoilSmall(picture, 28, createRandom(seed)),
};

for (const [name, change] of Object.entries(CHANGES)) {
  test(`${name} is the same for the same seed, changes most pictures, and stays within 0 to 1`, () => {
    let changed = 0;
    for (let seed = 0; seed < 40; seed++) {
      const [one, two] = [bar(), bar()];
      change(one, seed);
      change(two, seed);
      assert.deepEqual(one, two);
      assert.ok(one.every((value) => value >= 0 && value <= 1));
      if (one.some((value, i) => value !== bar()[i])) changed++;
    }
    assert.ok(changed >= 25, `${changed} of 40 changed`);
  });
}

test("augment keeps the ink, breakInk takes some and never adds", () => {
  for (let seed = 0; seed < 40; seed++) {
    const moved = bar();
    augment(moved, createRandom(seed));
    assert.ok(Math.abs(mass(moved) / mass(bar()) - 1) < 0.45, `mass ${mass(moved)}`);
    const broken = bar();
    breakInk(broken, 28, 20, createRandom(seed));
    assert.ok(broken.every((value, i) => value <= bar()[i]) && mass(broken) < mass(bar()));
  }
});
