import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { drawDigit, TEST_IMAGE_SIZE } from "../../scripts/draw-test-images.ts";
import { decode } from "../../src/reader/decode/decode.ts";

for (let digit = 0; digit < 10; digit++) {
  test(`test_images/${digit}.png is what the script draws`, async () => {
    const file = new URL(`../../test_images/${digit}.png`, import.meta.url);
    const picture = await decode(await readFile(file));
    assert.deepEqual([picture.width, picture.height], [TEST_IMAGE_SIZE, TEST_IMAGE_SIZE]);
    assert.ok(Buffer.from(picture.rgba).equals(Buffer.from(drawDigit(digit).rgba)), "drawn differently now");
  });
}
