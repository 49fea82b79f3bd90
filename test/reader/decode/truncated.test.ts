import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decode } from "../../../src/reader/decode/decode.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const DRAWING = ["..........", "..#####...", "..#.......", "..####....", "......#...", "..####...."];
const BLOCK = 16;
const ENDS = { JPEG: 2, PNG: 12 } as const;

const VARIANTS = [
  ["JPEG", {}],
  ["JPEG", { progressive: true }],
  ["JPEG", { chromaSubsampling: "4:4:4" }],
  ["PNG", {}],
  ["PNG", { progressive: true }],
  ["PNG", { palette: true }],
] as const;

describe("a file whose end mark alone is missing is read, and said to be truncated:", () => {
  for (const [format, output] of VARIANTS) {
    test(`${format} ${JSON.stringify(output)}`, async () => {
      const file = await encodePicture(fromAscii(DRAWING, BLOCK), format, { output });
      const whole = await decode(file);
      assert.equal(whole.truncated, undefined);
      for (let missing = ENDS[format]; missing > 0; missing--) {
        const picture = await decode(file.subarray(0, -missing));
        assert.equal(picture.truncated, true, `${missing} bytes`);
        assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
      }
    });

    test(`${format} ${JSON.stringify(output)}, larger than is searched`, async () => {
      const file = await encodePicture(fromAscii(DRAWING, 160), format, { output });
      const picture = await decode(file.subarray(0, -ENDS[format]));
      assert.equal(picture.truncated, true);
      assert.deepEqual(toAscii(picture, 100), DRAWING);
    });

    test(`${format} ${JSON.stringify(output)}, but not where pixels are missing as well`, async () => {
      const file = await encodePicture(fromAscii(DRAWING, BLOCK), format, { output });
      for (const share of [0.3, 0.6, 0.9]) {
        await assert.rejects(decode(file.subarray(0, Math.floor(share * file.length))), { code: "image_broken" });
      }
    });
  }
});

test("a progressive JPEG that lacks its last scans is broken, though each pixel has a tone", async () => {
  const file = Buffer.from(await encodePicture(fromAscii(DRAWING, BLOCK), "JPEG", { output: { progressive: true } }));
  const lastScan = file.lastIndexOf(Buffer.from([0xff, 0xda]));
  await assert.rejects(decode(file.subarray(0, lastScan)), { code: "image_broken" });
});
