import assert from "node:assert/strict";
import { test } from "node:test";
import { joinAreas, toTiles } from "../../../src/core/find/tiles.ts";

const PICTURE = { width: 1000, height: 300 };
const WHOLE = { x: 0, y: 0, ...PICTURE };

test("what is at most a quarter larger than a tile stays one", () => {
  assert.deepEqual(toTiles(WHOLE, 800, 20, PICTURE), [WHOLE]);
});

test("tiles lie within the picture, cover it, and whatever is smaller than their overlap is whole in one", () => {
  const tiles = toTiles(WHOLE, 200, 20, PICTURE);
  assert.ok(tiles.length > 10);
  for (const { x, y, width, height } of tiles) {
    assert.ok(x >= 0 && y >= 0 && x + width <= 1000 && y + height <= 300);
    assert.ok([x, y, width, height].every(Number.isInteger));
    assert.ok(width <= 202 && height <= 202);
  }
  for (let x = 0; x <= 960; x += 7)
    for (let y = 0; y <= 260; y += 7)
      assert.ok(
        tiles.some((t) => t.x <= x && t.y <= y && t.x + t.width >= x + 40 && t.y + t.height >= y + 40),
        `${x}, ${y}`,
      );
});

test("places within a margin of each other are one area with a margin, cut off at the picture", () => {
  const small = (x: number, y: number) => ({ x, y, width: 4, height: 4 });
  assert.deepEqual(joinAreas([small(2, 2), small(20, 2), small(500, 100)], 10, PICTURE), [
    { x: 0, y: 0, width: 34, height: 16 },
    { x: 490, y: 90, width: 24, height: 24 },
  ]);
  // The third one joins what were two.
  assert.equal(joinAreas([small(0, 0), small(60, 0), small(30, 0)], 14, PICTURE).length, 1);
  assert.deepEqual(joinAreas([], 10, PICTURE), []);
});
