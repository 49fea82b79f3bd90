import assert from "node:assert/strict";
import { describe, test } from "node:test";
import sharp from "sharp";
import { decode } from "../../../src/reader/decode/decode.ts";
import { READ_FORMATS } from "../../../src/reader/decode/sniff.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";

const DRAWING = [
  "..........", //
  "..#####...",
  "..#.......",
  "..####....",
  "..#.......",
  "..#.......",
  "..........",
];
/** Large enough that what is lost in JPEG, WebP and AVIF does not blur the middles of the blocks. */
const BLOCK = 16;

describe("every format is read:", () => {
  for (const format of READ_FORMATS) {
    test(`${format}, in its place and in its colours`, async () => {
      const picture = await decode(await encodePicture(fromAscii(DRAWING, BLOCK), format));
      assert.deepEqual([picture.width, picture.height, picture.original], [160, 112, undefined]);
      assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
    });
  }

  for (const format of ["PNG", "WebP", "GIF", "BMP", "TIFF", "AVIF"] as const) {
    test(`${format} keeps what is transparent`, async () => {
      const drawing = ["  ##  ", "  #.  ", "      "];
      const picture = await decode(await encodePicture(fromAscii(drawing, BLOCK), format));
      assert.deepEqual(toAscii(picture, BLOCK), drawing);
    });
  }

  const variants = [
    ["progressive JPEG", "JPEG", { progressive: true }],
    ["JPEG without chroma subsampling", "JPEG", { chromaSubsampling: "4:4:4" }],
    ["interlaced PNG", "PNG", { progressive: true }],
    ["palette PNG", "PNG", { palette: true }],
    ["lossless WebP", "WebP", { lossless: true }],
    ["TIFF with JPEG inside", "TIFF", { compression: "jpeg" }],
    ["TIFF with LZW", "TIFF", { compression: "lzw" }],
    ["TIFF with deflate, in tiles", "TIFF", { compression: "deflate", tile: true }],
    ["TIFF with PackBits", "TIFF", { compression: "packbits" }],
    ["uncompressed TIFF", "TIFF", { compression: "none" }],
    ["lossless AVIF", "AVIF", { lossless: true }],
  ] as const;
  for (const [name, format, output] of variants) {
    test(`${name}`, async () => {
      const picture = await decode(await encodePicture(fromAscii(DRAWING, BLOCK), format, { output }));
      assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
    });
  }

  for (const colours of ["b-w", "cmyk"] as const) {
    for (const format of ["jpeg", "tiff"] as const) {
      test(`${format.toUpperCase()} in ${colours}`, async () => {
        const { rgba, width, height } = fromAscii(DRAWING, BLOCK);
        const image = sharp(rgba, { raw: { width, height, channels: 4 } }).toColourspace(colours);
        const picture = await decode(await image.toFormat(format).toBuffer());
        assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
      });
    }
  }

  test("animated GIF and WebP, of which the first frame counts", async () => {
    const first = fromAscii(["#.", ".#"], 8);
    const second = fromAscii(["##", "##"], 8);
    const frames = Uint8Array.of(...first.rgba, ...second.rgba);
    const film = sharp(frames, { raw: { width: 16, height: 32, channels: 4, pageHeight: 16 } });
    for (const format of ["gif", "webp"] as const) {
      const picture = await decode(await film.toFormat(format).toBuffer());
      assert.deepEqual(toAscii(picture, 8), ["#.", ".#"], format);
    }
  });
});

test("of an AVIF film the still picture is read that stands for it", async () => {
  const film = Buffer.from(await encodePicture(fromAscii(DRAWING, BLOCK), "AVIF"));
  film.write("avis", 8, "latin1");
  assert.deepEqual(toAscii(await decode(film), BLOCK), DRAWING);
});

describe("odd pictures are read:", () => {
  for (const [width, height] of [
    [1, 1],
    [1, 10_000],
    [10_000, 1],
  ]) {
    for (const format of ["PNG", "JPEG", "WebP", "GIF", "BMP", "TIFF", "AVIF"] as const) {
      test(`${format} of ${width} × ${height}`, async () => {
        const rgba = new Uint8Array(width * height * 4).fill(255);
        const picture = await decode(await encodePicture({ width, height, rgba }, format));
        assert.deepEqual([picture.width, picture.height], [width, height]);
        assert.equal(toAscii(picture)[0][0], ".");
      });
    }
  }

  test("bytes that follow a whole JPEG do no harm", async () => {
    const file = await encodePicture(fromAscii(DRAWING, BLOCK), "JPEG");
    const picture = await decode(Buffer.concat([file, Buffer.from("appended by a camera")]));
    assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
  });

  test("a view into a larger buffer", async () => {
    const file = await encodePicture(fromAscii(DRAWING, BLOCK), "PNG");
    const larger = new Uint8Array(file.length + 100);
    larger.set(file, 50);
    const picture = await decode(larger.subarray(50, 50 + file.length));
    assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
  });
});
