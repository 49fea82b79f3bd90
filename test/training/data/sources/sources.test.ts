import assert from "node:assert/strict";
import { test } from "node:test";
import { NON_DIGIT } from "../../../../src/core/manifest.ts";
import { inPart } from "../../../../src/training/data/sources/folder-glyphs.ts";
import type { Glyph } from "../../../../src/training/data/sources/glyph.ts";
import { madeUpShapes } from "../../../../src/training/data/sources/made-up-shapes.ts";
import { digitPairs, spoiltDigits, trim } from "../../../../src/training/data/sources/spoilt-digits.ts";
import { strokeDigits } from "../../../../src/training/data/sources/stroke-digits.ts";
import { createRandom } from "../../../../src/training/random.ts";

const inkOf = ({ coverage }: Glyph) => coverage.reduce((sum, value) => sum + value, 0);

test("digits drawn by strokes come as all ten, each with ink and room around it", () => {
  const seen = new Set<number>();
  for (let number = 0; number < 200; number++) {
    const glyph = strokeDigits.draw(createRandom(5, number));
    seen.add(glyph.label);
    assert.equal(glyph.coverage.length, glyph.width * glyph.height);
    assert.ok(inkOf(glyph) > 30, `only ${inkOf(glyph)} pixels of ink in glyph ${number}`);
    for (let x = 0; x < glyph.width; x++) assert.equal(glyph.coverage[x], 0);
  }
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

for (const source of [madeUpShapes, digitPairs(strokeDigits), spoiltDigits(strokeDigits)]) {
  test(`${source.name} are no digit, never blank, and repeat with their seed`, () => {
    for (let number = 0; number < 60; number++) {
      const glyph = source.draw(createRandom(6, number));
      assert.equal(glyph.label, NON_DIGIT);
      assert.ok(inkOf(glyph) > 10, `only ${inkOf(glyph)} pixels of ink in glyph ${number}`);
      assert.deepEqual(source.draw(createRandom(6, number)), glyph);
    }
  });
}

test("a pair of digits holds about as much ink as its two digits", () => {
  const digits = { name: "fixed", draw: () => bar };
  const bar: Glyph = { width: 5, height: 9, coverage: new Float32Array(45), label: 1 };
  for (let y = 1; y < 8; y++) bar.coverage[y * 5 + 2] = 1;
  for (let number = 0; number < 10; number++) {
    const pair = digitPairs(digits).draw(createRandom(1, number));
    assert.ok(inkOf(pair) >= 7 && inkOf(pair) <= 14, `${inkOf(pair)} pixels of ink in pair ${number}`);
  }
  assert.deepEqual([trim(bar).width, trim(bar).height], [1, 7]);
});

test("no photographed character both trains and is held out", () => {
  const names = Array.from({ length: 100 }, (_, i) => `7-${String(i + 1).padStart(3, "0")}.png`);
  const train = names.filter((name) => inPart(name, "train"));
  const heldOut = names.filter((name) => inPart(name, "validation"));
  assert.deepEqual([train.length, heldOut.length], [44, 55]);
  assert.ok(!train.some((name) => heldOut.includes(name)));
});
