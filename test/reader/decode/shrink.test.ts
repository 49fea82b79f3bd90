import assert from "node:assert/strict";
import { describe, test } from "node:test";
import sharp from "sharp";
import { decode } from "../../../src/reader/decode/decode.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

describe("large pictures come out smaller:", () => {
  const shrunk = async (width: number, height: number, format: "png" | "jpeg" | "webp" | "tiff") => {
    const image = sharp({ create: { width, height, channels: 3, background: "white" } });
    return decode(await image.toFormat(format).toBuffer());
  };

  test("the longest side is 1000 pixels then, and the picture knows the original's size", async () => {
    for (const format of ["png", "jpeg", "webp", "tiff"] as const) {
      const { width, height, original } = await shrunk(3000, 2400, format);
      assert.deepEqual(
        { width, height, original },
        { width: 1000, height: 800, original: { width: 3000, height: 2400 } },
      );
    }
  });

  test("a phone's photo comes out at a fifth, which a JPEG's decoder does fastest", async () => {
    for (const format of ["jpeg", "webp"] as const) {
      const { width, height, original } = await shrunk(4000, 3000, format);
      assert.deepEqual(
        { width, height, original },
        { width: 800, height: 600, original: { width: 4000, height: 3000 } },
      );
    }
  });

  test("BMP as well", async () => {
    const file = await encodePicture(fromAscii(["#.", ".."], 780), "BMP");
    const picture = await decode(file);
    assert.deepEqual([picture.width, picture.height, picture.original], [1000, 1000, { width: 1560, height: 1560 }]);
    assert.deepEqual(toAscii(picture, 500), ["#.", ".."]);
  });

  test("a strip keeps its short side, however long it is", async () => {
    const { width, height, original } = await shrunk(10_000, 60, "png");
    assert.deepEqual({ width, height, original }, { width: 10_000, height: 60, original: undefined });
  });

  test("a picture of up to 1000 pixels is left as it is", async () => {
    const { width, height, original } = await shrunk(1000, 1000, "jpeg");
    assert.deepEqual({ width, height, original }, { width: 1000, height: 1000, original: undefined });
  });
});
