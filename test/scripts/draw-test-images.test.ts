import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { drawDigits, TEST_IMAGE_SIZE, TEST_IMAGES } from "../../scripts/draw-test-images.ts";
import { decode } from "../../src/reader/decode/decode.ts";

for (const name of TEST_IMAGES) {
  test(`test_images/${name}.png is what the script draws`, async () => {
    const file = new URL(`../../test_images/${name}.png`, import.meta.url);
    const picture = await decode(await readFile(file));
    const drawn = drawDigits(name);
    assert.deepEqual([picture.width, picture.height], [drawn.width, TEST_IMAGE_SIZE]);
    assert.ok(Buffer.from(picture.rgba).equals(Buffer.from(drawn.rgba)), "drawn differently now");
  });
}
