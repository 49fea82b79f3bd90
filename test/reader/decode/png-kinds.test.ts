import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decode } from "../../../src/reader/decode/decode.ts";
import { toAscii } from "../../helpers/ascii-picture.ts";
import { encodePngParts } from "../../helpers/encode-png.ts";

describe("every kind of PNG is read:", () => {
  const size = { width: 4, height: 2 };
  const palette = ["PLTE", Uint8Array.of(0, 0, 0, 128, 128, 128, 255, 255, 255)] as const;
  const kinds = {
    "grey, 1 bit": encodePngParts({ ...size, bitDepth: 1, colorType: 0, rows: [[0b0101_0000], [0b1111_0000]] }),
    "grey, 2 bits": encodePngParts({ ...size, bitDepth: 2, colorType: 0, rows: [[0b00_11_00_11], [0b11_11_11_11]] }),
    "grey, 4 bits": encodePngParts({
      ...size,
      bitDepth: 4,
      colorType: 0,
      rows: [
        [0x0f, 0x0f],
        [0xff, 0xff],
      ],
    }),
    "grey, 8 bits": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 0,
      rows: [
        [0, 255, 0, 255],
        [255, 255, 255, 255],
      ],
    }),
    "grey, 16 bits": encodePngParts({
      ...size,
      bitDepth: 16,
      colorType: 0,
      rows: [[0, 9, 255, 9, 0, 9, 255, 9], Array<number>(8).fill(255)],
    }),
    "RGB, 8 bits": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 2,
      rows: [[0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 255, 255], Array<number>(12).fill(255)],
    }),
    "palette, 2 bits": encodePngParts({
      ...size,
      bitDepth: 2,
      colorType: 3,
      rows: [[0b00_10_00_10], [0b10_10_10_10]],
      chunks: [palette],
    }),
    "palette, 8 bits": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 3,
      rows: [
        [0, 2, 0, 2],
        [2, 2, 2, 2],
      ],
      chunks: [palette],
    }),
  };
  for (const [kind, png] of Object.entries(kinds)) {
    test(kind, async () => assert.deepEqual(toAscii(await decode(png)), ["#.#.", "...."]));
  }

  const transparent = {
    "grey with alpha": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 4,
      rows: [
        [0, 255, 9, 0, 0, 255, 9, 0],
        [255, 255, 255, 255, 255, 255, 255, 255],
      ],
    }),
    "grey with one colour transparent": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 0,
      rows: [
        [0, 77, 0, 77],
        [255, 255, 255, 255],
      ],
      chunks: [["tRNS", Uint8Array.of(0, 77)]],
    }),
    "palette with one entry transparent": encodePngParts({
      ...size,
      bitDepth: 8,
      colorType: 3,
      rows: [
        [0, 1, 0, 1],
        [2, 2, 2, 2],
      ],
      chunks: [palette, ["tRNS", Uint8Array.of(255, 0)]],
    }),
    "RGBA, 16 bits": encodePngParts({
      width: 2,
      height: 1,
      bitDepth: 16,
      colorType: 6,
      rows: [[0, 0, 0, 0, 0, 0, 255, 255, 9, 9, 9, 9, 9, 9, 0, 0]],
    }),
  };
  for (const [kind, png] of Object.entries(transparent)) {
    test(`${kind}`, async () => assert.equal(toAscii(await decode(png))[0].slice(0, 2), "# "));
  }
});
