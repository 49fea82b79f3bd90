import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkFile, DEFAULT_LIMITS } from "../../../src/reader/decode/check-file.ts";
import { fromAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";
import { encodeTiff } from "../../helpers/encode-tiff.ts";
import { encodeZeroJpeg } from "../../helpers/encode-zero-jpeg.ts";

const box = (type: string, ...brands: string[]) => {
  const body = Buffer.from([type, brands[0], "\0\0\0\0", ...brands].join(""), "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return Buffer.concat([size, body]);
};

/** A JPEG whose frame begins with another marker, or has other bits. */
function patchFrame(marker: number, bits = 8): Buffer {
  const file = encodeZeroJpeg({ width: 20, height: 20, sampling: [0x11] });
  const at = file.indexOf(Buffer.from([0xff, 0xc0]));
  file[at + 1] = marker;
  file[at + 4] = bits;
  return file;
}

const tiff = (compression: number) => encodeTiff({ width: 4, height: 4, compression, strips: [Buffer.alloc(16)] });
const png = await encodePicture(fromAscii(["#."], 20), "PNG");

describe("what is no image that is read is named, with what to do:", () => {
  const files: Record<string, readonly [bytes: Uint8Array, message: RegExp]> = {
    HEIC: [box("ftyp", "heic", "mif1", "heic"), /HEIC photo.*JPEG.*Most Compatible/],
    "HEIF as Apple writes it": [box("ftyp", "mif1", "msf1"), /HEIC photo/],
    "a video": [box("ftyp", "isom", "mp41"), /a video.*one frame/],
    PDF: [Buffer.from("%PDF-1.7\n%…"), /PDF.*Export the page as PNG/],
    SVG: [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /SVG drawing.*PNG/],
    "SVG with a declaration": [
      Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="8">'),
      /SVG drawing/,
    ],
    HTML: [Buffer.from("<!doctype html><title>Not found</title>"), /HTML/],
    "JPEG XL": [Buffer.from([0xff, 0x0a, 1, 2, 3, 4]), /JPEG XL/],
    "JPEG XL in a box": [Buffer.from("\0\0\0\x0cJXL \r\n\x87\n", "latin1"), /JPEG XL/],
    "JPEG 2000": [Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1"), /JPEG 2000/],
    BigTIFF: [Buffer.from("II+\0\x08\0\0\0", "latin1"), /BigTIFF.*classic/],
    "base64 text": [Buffer.from(Buffer.from(png).toString("base64")), /base64.*bytes/],
    "base64 text in lines": [
      Buffer.from(
        Buffer.from(png)
          .toString("base64")
          .replace(/(.{20})/g, "$1\r\n"),
      ),
      /base64/,
    ],
    "a data URL": [Buffer.from(`data:image/png;base64,${Buffer.from(png).toString("base64")}`), /base64/],
    JSON: [Buffer.from('{"image": "…"}'), /JSON.*bytes of the image/],
    "a JPEG with 12 bits": [patchFrame(0xc1, 12), /JPEG with 12 bits per sample/],
    "a lossless JPEG": [patchFrame(0xc3), /lossless JPEG/],
    "a hierarchical JPEG": [patchFrame(0xc5), /hierarchical JPEG/],
    "JPEG-LS": [patchFrame(0xf7), /JPEG-LS/],
    "a TIFF with old-style JPEG": [tiff(6), /compressed with old-style JPEG.*LZW or Deflate/],
    "a TIFF with LZMA": [tiff(34_925), /LZMA/],
    "a TIFF with Zstandard": [tiff(50_000), /Zstandard/],
    "a TIFF with what nobody knows": [tiff(4711), /method 4711/],
    "an AVIF film without a picture": [box("ftyp", "avis", "avif"), /AVIF film.*first frame/],
    "a BMP with a PNG inside": [
      Buffer.concat([
        Buffer.from("BM"),
        Buffer.alloc(12),
        Buffer.from([40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 5, 0, 0, 0]),
      ]),
      /BMP with another format/,
    ],
  };
  for (const [name, [bytes, message]] of Object.entries(files)) {
    test(name, () => assert.throws(() => checkFile(bytes, DEFAULT_LIMITS), { code: "image_unsupported", message }));
  }

  test("all other bytes are not", () => {
    const message = "This is not an image that can be read. PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF are read.";
    for (const text of ["a text of some words that has nothing to do with pictures and goes on and on", "\0\0\0\0"]) {
      assert.throws(() => checkFile(Buffer.from(text), DEFAULT_LIMITS), { code: "image_unsupported", message });
    }
  });
});
