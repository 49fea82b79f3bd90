import assert from "node:assert/strict";
import { test } from "node:test";
import { CHANNEL_COUNT, CHANNELS, STRIDE, UNIT_SIZE } from "../../../src/core/find/cells.ts";
import { findRegions } from "../../../src/core/find/find-regions.ts";
import type { Finder } from "../../../src/core/finder.ts";
import type { Box, Picture } from "../../../src/core/picture.ts";
import { createTinyFinder } from "../../helpers/tiny-finder.ts";

const sheet = (width: number, height: number): Picture => ({
  ...{ width, height },
  rgba: new Uint8Array(width * height * 4).fill(255),
});

function assertNear(box: Box, expected: Box): void {
  for (const side of ["x", "y", "width", "height"] as const)
    assert.ok(Math.abs(box[side] - expected[side]) < 0.5, `${JSON.stringify(box)} is not ${JSON.stringify(expected)}`);
}

interface Look {
  readonly width: number;
  readonly height: number;
}

/** A finder that sees small digits at these places of its map, by the number of the look; and a digit of this size; and what it was shown. */
function createSquintingFinder(isSmall: (look: number, x: number, y: number) => boolean, digitPx = 0) {
  const looks: Look[] = [];
  const finder: Finder = {
    async find({ width, height, makeColours }) {
      makeColours();
      const [rows, columns] = [height / STRIDE, width / STRIDE];
      const cells = new Float32Array(CHANNEL_COUNT * rows * columns);
      cells.fill(-12, 0, 2 * rows * columns);
      if (digitPx > 0) {
        cells[4 * columns + 4] = 6;
        for (const side of [CHANNELS.width, CHANNELS.height])
          cells[(side * rows + 4) * columns + 4] = Math.log(digitPx / UNIT_SIZE);
      }
      for (let y = 0; y < rows; y++)
        for (let x = 0; x < columns; x++)
          if (isSmall(looks.length, x, y)) cells[(CHANNELS.small * rows + y) * columns + x] = 6;
      looks.push({ width, height });
      return cells;
    },
    close: async () => undefined,
  };
  return { finder, looks };
}

test("a digit's box is in the picture's own pixels", async () => {
  const box = { x: 300, y: 200, width: 120, height: 180 };
  const [region, ...others] = await findRegions(sheet(800, 800), createTinyFinder(box, 800));
  assert.deepEqual(others, []);
  assertNear(region.box, box);
  assert.equal(region.logDigits.indexOf(Math.max(...region.logDigits)), 1);
});

test("a digit that two looks show is one", async () => {
  const box = { x: 300, y: 200, width: 120, height: 180 };
  const regions = await findRegions(sheet(800, 800), createTinyFinder(box, 800), { wholeLooks: 2 });
  assert.equal(regions.length, 1);
  assertNear(regions[0].box, box);
});

test("where small digits stand it looks from nearer by, and only there", async () => {
  const { finder, looks } = createSquintingFinder((look, x, y) => look === 0 && x === 24 && y === 24, 16);
  await findRegions(sheet(768, 768), finder);
  assert.equal(looks.length, 2);
  assert.deepEqual(looks[0], { width: 192, height: 192 });
  assert.ok(looks[1].width < 192 && looks[1].height < 192, JSON.stringify(looks[1]));
});

test("the whole is looked at as often as is asked for, each time twice as near; a small picture is enlarged, too", async () => {
  const { finder, looks } = createSquintingFinder(() => false, 20);
  await findRegions(sheet(768, 384), finder, { wholeLooks: 2 });
  assert.deepEqual(looks, [
    { width: 192, height: 96 },
    { width: 384, height: 192 },
  ]);
  looks.length = 0;
  await findRegions(sheet(192, 192), finder, { wholeLooks: 5 });
  assert.deepEqual(
    looks.map(({ width }) => width),
    [192, 384],
  );
  looks.length = 0;
  await findRegions(sheet(192, 192), finder, { wholeLooks: 1 });
  assert.equal(looks.length, 1);
});

test("the whole is not looked at again once its digits are large: from nearer by, their parts look like digits", async () => {
  const { finder, looks } = createSquintingFinder(() => false, 60);
  await findRegions(sheet(768, 384), finder, { wholeLooks: 3 });
  assert.equal(looks.length, 1);
});

test("while nothing is seen, the whole is looked at from nearer by", async () => {
  const { finder, looks } = createSquintingFinder(() => false);
  assert.deepEqual(await findRegions(sheet(1600, 800), finder), []);
  assert.deepEqual(
    looks.map(({ width }) => width),
    [192, 384, 768],
  );
});

test("a strip keeps its pixels, as far as the finder is given them anyway", async () => {
  const { finder, looks } = createSquintingFinder(() => false);
  await findRegions(sheet(3200, 20), finder);
  assert.ok(looks.every(({ height }) => height === 32));
  assert.ok(looks.reduce((sum, { width }) => sum + width, 0) >= 3200);
  looks.length = 0;
  await findRegions(sheet(1, 5000), finder);
  assert.ok(looks.every(({ width }) => width === 32));
});

test("what looks small everywhere takes no more than a bounded number of pixels", async () => {
  const { finder, looks } = createSquintingFinder(() => true);
  assert.deepEqual(await findRegions(sheet(1600, 1600), finder), []);
  const pixels = looks.reduce((sum, { width, height }) => sum + width * height, 0);
  assert.ok(looks.length > 5 && pixels < 11_500_000, `${pixels} in ${looks.length} looks`);
});

test("a caller that has gone away ends it before the next look", async () => {
  const { finder, looks } = createSquintingFinder(() => true);
  const onLook = () => {
    if (looks.length === 2) throw new Error("gone");
  };
  await assert.rejects(findRegions(sheet(768, 768), finder, { onLook }), /gone/);
  assert.equal(looks.length, 2);
});
