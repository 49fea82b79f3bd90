import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkFile, DEFAULT_LIMITS } from "../../../src/reader/decode/check-file.ts";
import { glance } from "../../../src/reader/decode/decode.ts";
import { openDecoder, type Use } from "../../../src/reader/decode/open-decoder.ts";
import type { Format } from "../../../src/reader/decode/sniff.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const DRAWING = ["######", "#+++..", "#....."];
const encode = (blockSize: number, format: Format = "JPEG", output = {}) =>
  encodePicture(fromAscii(DRAWING, blockSize), format, { output: { quality: 95, ...output } });

describe("a glance", () => {
  test("is a fifth of a photo, a tenth of a phone's, with the size of the file", async () => {
    for (const [blockSize, width, shrink, coarseness] of [
      [300, 360, 5, 5 / 1.8],
      [700, 420, 10, 2],
    ]) {
      const seen = (await glance(await encode(blockSize)))!;
      assert.equal(seen.width, width);
      assert.equal(seen.coarseness, coarseness); // the picture itself is shrunk to some 1000 pixels
      assert.deepEqual(seen.original, { width: shrink * width, height: (shrink * width) / 2 });
      assert.deepEqual(toAscii(seen, blockSize / shrink), DRAWING);
    }
  });

  test("isn't worth it for small photos, strips, other formats and files that may take long", async () => {
    for (const file of [
      await encode(160),
      await encode(300, "PNG"),
      await encode(300, "WebP"),
      await encodePicture(fromAscii(["#.........", ".........."], 150), "JPEG"),
      (await encode(300)).subarray(0, -2),
    ])
      assert.equal(await glance(file), undefined);
  });
});

test("a photo is decoded again after a glance; then its file and both pictures are freed", async (t) => {
  const decoder = openDecoder();
  t.after(() => decoder.close());
  const file = new Uint8Array(await encode(300));
  const header = checkFile(file, DEFAULT_LIMITS);
  const [first, second] = [Promise.withResolvers<Use>(), Promise.withResolvers<Use>()];
  const seen = (await decoder.glance(header, undefined, first.promise))!;
  assert.equal(seen.rgba.length, 4 * 360 * 180);
  first.resolve("again");
  const whole = await decoder.decode(header, undefined, second.promise);
  assert.deepEqual([whole.width, seen.rgba.length], [1000, 0]);
  assert.ok(file.length > 0);
  second.resolve("done");
  await second.promise;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([whole.rgba.length, file.length], [0, 0]);
});
