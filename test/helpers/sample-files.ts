import sharp from "sharp";
import type { Format } from "../../src/reader/decode/sniff.ts";
import { fromAscii } from "./ascii-picture.ts";
import { encodePicture } from "./encode-picture.ts";
import { encodePngParts } from "./encode-png.ts";

export interface SampleFile {
  readonly name: string;
  readonly format: Format;
  readonly bytes: Uint8Array;
}

const DRAWING = fromAscii([".....", ".##+.", "..#..", ".###.", "....."], 8);

const VARIANTS: readonly (readonly [Format, object])[] = [
  ["PNG", {}],
  ["PNG", { palette: true }],
  ["PNG", { progressive: true }],
  ["JPEG", {}],
  ["JPEG", { progressive: true }],
  ["WebP", {}],
  ["WebP", { lossless: true }],
  ["GIF", {}],
  ["BMP", {}],
  ["TIFF", { compression: "none" }],
  ["TIFF", { compression: "lzw" }],
  ["TIFF", { compression: "deflate", tile: true }],
  ["TIFF", { compression: "jpeg" }],
  ["TIFF", { compression: "packbits", bitdepth: 4 }],
  ["AVIF", {}],
];

/** Small whole files of every format and of their kinds, with and without an orientation, to be cut and changed. */
export async function createSampleFiles(): Promise<SampleFile[]> {
  const files: SampleFile[] = [];
  for (const [format, output] of VARIANTS) {
    for (const orientation of [1, 6]) {
      if (format === "BMP" && orientation > 1) continue;
      const name = `${format} ${JSON.stringify(output)} ${orientation}`;
      const options = orientation > 1 ? { output, orientation } : { output };
      files.push({ name, format, bytes: await encodePicture(DRAWING, format, options) });
    }
  }
  files.push({ name: "grey PNG", format: "PNG", bytes: greyPng() });
  files.push({ name: "RLE BMP", format: "BMP", bytes: runLengthBmp() });
  for (const format of ["JPEG", "TIFF"] as const) {
    const { rgba, width, height } = DRAWING;
    const cmyk = sharp(rgba, { raw: { width, height, channels: 4 } }).toColourspace("cmyk");
    files.push({
      name: `CMYK ${format}`,
      format,
      bytes: await cmyk.toFormat(format === "JPEG" ? "jpeg" : "tiff").toBuffer(),
    });
  }
  const film = sharp(Uint8Array.of(...DRAWING.rgba, ...DRAWING.rgba), {
    raw: { width: 40, height: 80, channels: 4, pageHeight: 40 },
  });
  files.push({ name: "animated GIF", format: "GIF", bytes: await film.gif().toBuffer() });
  files.push({ name: "animated WebP", format: "WebP", bytes: await film.webp().toBuffer() });
  return files;
}

function greyPng(): Uint8Array {
  const rows = Array.from({ length: 28 }, (_, y) => Array.from({ length: 28 }, (_, x) => (x * y) % 256));
  return encodePngParts({ width: 28, height: 28, bitDepth: 8, colorType: 0, rows });
}

/** 8 × 8 pixels in 8-bit runs: a row of eight dark ones, its end, and so on to the end of the picture. */
function runLengthBmp(): Uint8Array {
  const runs = Buffer.from(
    Array.from({ length: 8 }, () => [8, 1, 0, 0])
      .flat()
      .concat(0, 1),
  );
  const file = Buffer.alloc(54 + 8 + runs.length);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(62, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(8, 18);
  file.writeInt32LE(8, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(8, 28);
  file.writeUInt32LE(1, 30);
  file.writeUInt32LE(2, 46);
  file.set([255, 255, 255, 0, 0, 0, 0, 0], 54);
  file.set(runs, 62);
  return file;
}
