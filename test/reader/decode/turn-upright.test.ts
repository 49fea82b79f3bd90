import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decode } from "../../../src/reader/decode/decode.ts";
import { turnUpright } from "../../../src/reader/decode/turn-upright.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const BLOCK = 16;

describe("a picture is turned upright, as its file asks:", () => {
  const stored = ["##", "#.", ".."];
  const upright: Record<number, string[]> = {
    1: ["##", "#.", ".."],
    2: ["##", ".#", ".."],
    3: ["..", ".#", "##"],
    4: ["..", "#.", "##"],
    5: ["##.", "#.."],
    6: [".##", "..#"],
    7: ["..#", ".##"],
    8: ["#..", "##."],
  };
  for (const format of ["JPEG", "PNG", "WebP", "TIFF", "AVIF"] as const) {
    for (let orientation = 1; orientation <= 8; orientation++) {
      test(`${format}, orientation ${orientation}`, async () => {
        const picture = await decode(await encodePicture(fromAscii(stored, BLOCK), format, { orientation }));
        assert.deepEqual(toAscii(picture, BLOCK), upright[orientation]);
      });
    }
  }

  for (let orientation = 1; orientation <= 8; orientation++) {
    test(`a large JPEG that is shrunk, orientation ${orientation}`, async () => {
      const file = await encodePicture(fromAscii(stored, 500), "JPEG", { orientation });
      const picture = await decode(file);
      assert.deepEqual(
        picture.original,
        orientation < 5 ? { width: 1000, height: 1500 } : { width: 1500, height: 1000 },
      );
      assert.deepEqual(toAscii(picture, 500 / 1.5), upright[orientation]);
    });
  }

  for (let orientation = 1; orientation <= 8; orientation++) {
    test(`pixels themselves, orientation ${orientation}`, () => {
      assert.deepEqual(toAscii(turnUpright(fromAscii(stored), orientation)), upright[orientation]);
    });
  }

  test("broken EXIF data is passed over", async () => {
    const file = Buffer.from(await encodePicture(fromAscii(stored, BLOCK), "JPEG", { orientation: 6 }));
    file.fill(0xee, file.indexOf("Exif") + 10, file.indexOf("Exif") + 14);
    assert.deepEqual(toAscii(await decode(file), BLOCK), stored);
  });
});
