import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkFile, DEFAULT_LIMITS } from "../../../src/reader/decode/check-file.ts";
import { decode, glance } from "../../../src/reader/decode/decode.ts";
import { openDecoder, type Use } from "../../../src/reader/decode/open-decoder.ts";
import type { Format } from "../../../src/reader/decode/sniff.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const DRAWING = ["######", "#+++..", "#....."];
const encode = (blockSize: number, format: Format = "JPEG", output = {}) =>
  encodePicture(fromAscii(DRAWING, blockSize), format, { output: { quality: 95, ...output } });

describe("a glance", () => {
  test("at a photo of a page is half of it, at a phone's a tenth, with the size of the file", async () => {
    for (const [blockSize, width, shrink] of [
      [80, 240, 2],
      [700, 420, 10],
    ]) {
      const seen = (await glance(await encode(blockSize)))!;
      assert.equal(seen.width, width);
      assert.equal(seen.coarseness, 2); // the picture itself is decoded at a fifth, if it is large
      assert.deepEqual(seen.original, { width: shrink * width, height: (shrink * width) / 2 });
      assert.deepEqual(toAscii(seen, blockSize / shrink), DRAWING);
    }
  });

  test("at a grey photo of odd size, turned by its orientation, is as the picture", async () => {
    const { width, height, rgba } = fromAscii(DRAWING, 81);
    const odd = { width: width - 1, height, rgba: rgba.filter((_, i) => (i >> 2) % width < width - 1) };
    const file = await encodePicture(odd, "JPEG", { orientation: 6, output: { colourspace: "b-w" } });
    const [seen, whole] = [(await glance(file))!, await decode(file)];
    assert.deepEqual([seen.width, seen.height], [whole.width >> 1, whole.height >> 1]);
    assert.deepEqual(toAscii(seen, 40.5), toAscii(whole, 81));
  });

  test("isn't worth it for small photos, strips, other formats and files that may take long", async () => {
    for (const file of [
      await encode(60),
      await encode(80, "PNG"),
      await encode(80, "WebP"),
      await encodePicture(fromAscii(["#.........", ".........."], 60), "JPEG"),
      (await encode(80)).subarray(0, -2),
    ])
      assert.equal(await glance(file), undefined);
  });
});

test("a photo is decoded again after a glance; then its file and both pictures are freed", async (t) => {
  const decoder = openDecoder();
  t.after(() => decoder.close());
  const file = new Uint8Array(await encode(80));
  const header = checkFile(file, DEFAULT_LIMITS);
  const [first, second] = [Promise.withResolvers<Use>(), Promise.withResolvers<Use>()];
  const seen = (await decoder.glance(header, undefined, first.promise))!;
  assert.equal(seen.rgba.length, 4 * 240 * 120);
  first.resolve("again");
  const whole = await decoder.decode(header, undefined, second.promise);
  assert.deepEqual([whole.width, seen.rgba.length], [480, 0]);
  assert.ok(file.length > 0);
  second.resolve("done");
  await second.promise;
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([whole.rgba.length, file.length], [0, 0]);
});
