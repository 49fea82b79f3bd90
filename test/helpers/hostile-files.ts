import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import type { Format } from "../../src/reader/decode/sniff.ts";
import { createRandom } from "../../src/training/random.ts";
import { encodeTiff } from "./encode-tiff.ts";
import { encodeZeroJpeg } from "./encode-zero-jpeg.ts";

/** A file that asks for as much time or memory as its format allows in 10 MB. */
export interface HostileFile {
  readonly name: string;
  readonly format: Format;
  /** Whether the tests take it as well; `bench/fuzz/fuzz-images.ts` takes all. */
  readonly isTested: boolean;
  readonly make: () => Uint8Array | Promise<Uint8Array>;
}

/** 25 megapixels, the most that is read. */
const SIDE = 5000;
const MAX_BYTES = 10_000_000;

/** Files that were made to hurt, of every format: pixels, passes, pieces and lies. */
export const HOSTILE_FILES: readonly HostileFile[] = [
  ...of(
    "PNG",
    {
      "25 megapixels of RGBA in 16 bits": () => largePng(SIDE, SIDE, 16, 6, 0),
      "a strip of 500 × 8000": () => largePng(500, 8000, 8, 6, 0),
      "800,000 empty texts": () => insertChunks(repeat(pngChunk("tEXt", Buffer.alloc(0)), MAX_BYTES - 2000)),
      "texts that unpack to 10 GB": () => insertChunks(repeat(pngChunk("zTXt", packedText()), MAX_BYTES - 20_000)),
      "a profile that unpacks to 5 GB": () => insertChunks(pngChunk("iCCP", packedText(5e9))),
      "pixels that unpack to 5 GB": () => onePixelPng(packed(5e9)),
    },
    {
      "25 megapixels of RGBA": () => largePng(SIDE, SIDE, 8, 6, 0),
      "25 megapixels of RGBA, interlaced": () => largePng(SIDE, SIDE, 8, 6, 1),
      "25 megapixels of RGBA in 16 bits, interlaced": () => largePng(SIDE, SIDE, 16, 6, 1),
      "25 megapixels of one bit": () => largePng(SIDE, SIDE, 1, 0, 0),
      "a strip of 500 × 8000, interlaced": () => largePng(500, 8000, 8, 6, 1),
      "a strip of 381 × 65,535": () => largePng(381, 65_535, 8, 6, 0),
      "pixels, one byte a piece": () => scatteredPng(),
      noise: () => encodeNoise(1550, 1550, (image) => image.png({ compressionLevel: 1 })),
    },
  ),
  ...of(
    "JPEG",
    {
      "25 megapixels, progressive, CMYK": () =>
        encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x11, 0x11, 0x11, 0x11], scans: 10 }),
      "5 megapixels, 100 scans": () =>
        encodeZeroJpeg({ width: 2236, height: 2236, sampling: [0x11, 0x11, 0x11], scans: 99 }),
      "a strip of 500 × 8000, 12 scans": () =>
        encodeZeroJpeg({ width: 500, height: 8000, sampling: [0x11, 0x11, 0x11], scans: 12 }),
      "comments, four bytes each": () => insertSegments(repeat(Buffer.from([0xff, 0xfe, 0, 2]), MAX_BYTES - 2000)),
      "EXIF with 5000 long entries": () => insertSegments(repeat(exifSegment(), MAX_BYTES - 70_000)),
    },
    {
      "25 megapixels": () => encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x11, 0x11, 0x11] }),
      "25 megapixels, progressive": () =>
        encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x22, 0x11, 0x11], scans: 10 }),
      "25 megapixels, 20 scans": () =>
        encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x11, 0x11, 0x11], scans: 20 }),
      "1 megapixel, 100 scans": () =>
        encodeZeroJpeg({ width: 1000, height: 1000, sampling: [0x11, 0x11, 0x11], scans: 99 }),
      "25 megapixels of arithmetic coding": () =>
        encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x11, 0x11, 0x11], isArithmetic: true }),
      "25 megapixels, a restart at every block": () =>
        encodeZeroJpeg({ width: SIDE, height: SIDE, sampling: [0x11], restarts: true }),
      noise: () => encodeNoise(1800, 1800, (image) => image.jpeg({ quality: 100, chromaSubsampling: "4:4:4" })),
      "photo noise on 20 megapixels": () => encodeNoise(5000, 4000, (image) => image.jpeg({ quality: 52 })),
      "Huffman tables": () => insertSegments(repeat(huffmanTable(), MAX_BYTES - 2000)),
      "a profile of 10 MB": () => insertSegments(repeat(profileSegment(), MAX_BYTES - 70_000)),
    },
  ),
  ...of(
    "WebP",
    {
      "25 megapixels, lossless": () => losslessWebp(SIDE, SIDE),
      "65,000 code books": () => codeBookWebp(1020, 1020),
      "900 frames on 25 megapixels": () => filmWebp(900, SIDE),
      "80,000 frames": () => filmWebp(80_000, 20),
    },
    {
      "a strip of 500 × 8000": () => encodeNoise(500, 8000, (image) => image.webp({ quality: 90, effort: 0 })),
      "25 megapixels": () => encodeFlat(SIDE, SIDE, (image) => image.webp({ effort: 0 })),
      noise: () => encodeNoise(4100, 4100, (image) => image.webp({ quality: 60, effort: 0 })),
      "lossless noise": () => encodeNoise(1750, 1750, (image) => image.webp({ lossless: true, effort: 0 })),
    },
  ),
  ...of(
    "GIF",
    {
      "25 megapixels": () => flatGif(SIDE, SIDE),
      "80,000 frames": async () => repeatFrames(await encodeFlat(20, 20, (image) => image.gif()), 80_000),
      "five million pieces": () => scatteredGif(),
      "a screen of 65,535 × 381": async () =>
        patchScreen(await encodeFlat(20, 20, (image) => image.gif()), 65_535, 381),
    },
    {
      "a strip of 300 × 13,000": () => flatGif(300, 13_000),
      noise: () => encodeNoise(2600, 2600, (image) => image.gif({ effort: 1, dither: 0 })),
      "a strip of 500 × 8000": () => encodeNoise(500, 8000, (image) => image.gif({ effort: 1, dither: 0 })),
    },
  ),
  ...of(
    "BMP",
    {
      "66 bytes that claim 25 megapixels": () => bitmap(SIDE, SIDE, 8, 1, Buffer.from([0, 1])),
      "16 megapixels of runs": () => bitmap(4000, 4000, 8, 1, runs(4000, 4000, 255)),
      "5 megapixels of single pixels": () => bitmap(2200, 2200, 8, 1, runs(2200, 2200, 1)),
    },
    {
      "25 megapixels of runs": () => bitmap(SIDE, SIDE, 8, 1, runs(SIDE, SIDE, 255)),
      "25 megapixels of one bit": () => bitmap(SIDE, SIDE, 1, 0, Buffer.alloc(Math.ceil(SIDE / 32) * 4 * SIDE)),
      "true colour": () => bitmap(1800, 1800, 24, 0, Buffer.alloc(5400 * 1800, 77)),
    },
  ),
  ...of(
    "TIFF",
    {
      "directories that overlap": () => overlappingDirectories(50_000),
      "a directory with 65,535 tags": () =>
        encodeTiff({
          width: 20,
          height: 20,
          strips: [Buffer.alloc(400)],
          extra: Array.from({ length: 65_000 }, (_, i) => [400 + (i % 65_000), i]),
        }),
      "its size twice": () =>
        encodeTiff({
          width: 20,
          height: 20,
          strips: [Buffer.alloc(400)],
          extra: [
            [256, 5000],
            [257, 5000],
          ],
        }),
      "25 megapixels of floats": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 3,
          bits: 32,
          compression: 8,
          rowsPerStrip: 50,
          strips: Array(100).fill(deflateSync(Buffer.alloc(12 * SIDE * 50))),
          extra: [[339, 3]],
        }),
      "97,000 tiles": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 1,
          compression: 8,
          tile: 16,
          strips: Array(313 * 313).fill(deflateSync(Buffer.alloc(256))),
        }),
      "tables of 9 MB for each of 5000 strips": () => tablesForEachStrip(),
      "a strip that claims 4 GB": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 4,
          compression: 1,
          strips: [Buffer.alloc(100)],
          stripBytes: 0xffffffff,
        }),
      "a WebP of 200 megapixels inside": () => webpInside(),
    },
    {
      "25 megapixels in one strip": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 4,
          compression: 8,
          strips: [deflateSync(Buffer.alloc(4 * SIDE * SIDE))],
        }),
      "25 megapixels of 16 bits in one strip": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 3,
          bits: 16,
          compression: 8,
          strips: [deflateSync(Buffer.alloc(6 * SIDE * SIDE))],
        }),
      "5000 strips of a row": () =>
        encodeTiff({
          width: SIDE,
          height: SIDE,
          samples: 4,
          compression: 8,
          rowsPerStrip: 1,
          strips: Array(SIDE).fill(deflateSync(Buffer.alloc(4 * SIDE))),
        }),
      "tiles of 100 megapixels": () =>
        encodeTiff({
          width: 20,
          height: 20,
          samples: 1,
          compression: 8,
          tile: 10_000,
          strips: [deflateSync(Buffer.alloc(100_000_000))],
        }),
      "25 megapixels of fax": () =>
        encodeTiff({ width: SIDE, height: SIDE, bits: 1, compression: 4, strips: [Buffer.alloc(SIDE, 0xff)] }),
      "JPEG noise": () => encodeNoise(5000, 4000, (image) => image.tiff({ compression: "jpeg", quality: 52 })),
      "25 megapixels of LZW": () => encodeFlat(SIDE, SIDE, (image) => image.tiff({ compression: "lzw" })),
    },
  ),
  ...of(
    "AVIF",
    {
      "2 megapixels that claim to be 400": async () =>
        patchSize(await encodeFlat(1500, 1500, (image) => image.avif({ effort: 0 })), 20, 20),
      "a million boxes": async () => insertBoxes(await encodeFlat(20, 20, (image) => image.avif()), 1_000_000),
      "400 pixels that claim to be 12 megapixels": async () =>
        patchSize(await encodeFlat(20, 20, (image) => image.avif()), 4000, 3000),
    },
    {
      "13 megapixels": () => encodeFlat(3600, 3600, (image) => image.avif({ effort: 0 })),
      "12 megapixels of noise": () =>
        encodeNoise(4000, 3000, (image) => image.avif({ quality: 60, effort: 0, chromaSubsampling: "4:2:0" })),
      "25 megapixels": () => encodeFlat(SIDE, SIDE, (image) => image.avif({ effort: 0 })),
    },
  ),
];

type Makers = Readonly<Record<string, HostileFile["make"]>>;

function of(format: Format, tested: Makers, others: Makers = {}): HostileFile[] {
  return Object.entries({ ...tested, ...others }).map(([name, make]) => ({
    ...{ name: `${format}: ${name}`, format, make },
    isTested: name in tested,
  }));
}

type Encode = (image: Sharp) => Sharp;

/** Half transparent paper with nothing on it. */
function encodeFlat(width: number, height: number, encode: Encode): Promise<Uint8Array> {
  const background = { r: 250, g: 250, b: 240, alpha: 0.5 };
  return encode(sharp({ create: { width, height, channels: 4, background } })).toBuffer();
}

/** What packs worst; cut to the size that is read where it is larger all the same. */
async function encodeNoise(width: number, height: number, encode: Encode): Promise<Uint8Array> {
  const random = createRandom(1);
  const block = Buffer.from(Array.from({ length: 1 << 20 }, () => random.below(256)));
  const pixels = Buffer.alloc(width * height * 3, block);
  // Each repetition is another one, so that nothing is found twice.
  for (let at = 0; at < pixels.length; at += block.length) pixels[at] = at >> 20;
  const file = await encode(sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })).toBuffer();
  if (file.length > MAX_BYTES) throw new Error(`${file.length} bytes are more than are read`);
  return file;
}

function repeat(piece: Buffer, bytes: number): Buffer {
  return Buffer.alloc(Math.floor(bytes / piece.length) * piece.length, piece);
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

/** Zeros, packed a thousand times: Deflate's packed zeros are themselves mostly the same bytes. */
function packed(bytes: number): Buffer {
  const block = deflateSync(Buffer.alloc(Math.min(bytes, 50_000_000)), { level: 9, finishFlush: 2 });
  const middle = deflateSync(Buffer.alloc(50_000_000), { level: 9, finishFlush: 2 }).subarray(2);
  const blocks = Math.min(Math.ceil(bytes / 50_000_000) - 1, Math.floor((MAX_BYTES - 100_000) / middle.length) - 1);
  return Buffer.concat([block, ...Array<Buffer>(Math.max(0, blocks)).fill(middle)]);
}

function packedText(bytes = 8_000_000): Buffer {
  return Buffer.concat([Buffer.from("Comment\0\0"), packed(bytes)]);
}

const PNG_SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const PNG_END = pngChunk("IEND", Buffer.alloc(0));

function pngHeader(width: number, height: number, bits: number, colorType: number, interlace: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colorType, 0, 0, interlace], 8);
  return pngChunk("IHDR", header);
}

/** Rows that pack well, with the filter that takes longest. */
function largePng(width: number, height: number, bits: number, colorType: number, interlace: number): Buffer {
  const samples = colorType === 6 ? 4 : 1;
  const rowBytes = 1 + Math.ceil((width * bits * samples) / 8);
  // Of an interlaced picture, the seven passes have other rows; a filter byte of 4 at any place is well enough.
  const rows = Buffer.alloc(rowBytes * height + (interlace ? 8 * height : 0), Buffer.from([4, 4, 4, 4]));
  if (!interlace) for (let y = 0; y < height; y++) rows[y * rowBytes] = 4;
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(width, height, bits, colorType, interlace),
    pngChunk("IDAT", deflateSync(rows, { level: 1 })),
    PNG_END,
  ]);
}

function insertChunks(chunks: Buffer): Buffer {
  const pixels = pngChunk("IDAT", deflateSync(Buffer.alloc(21 * 20, 0)));
  return Buffer.concat([PNG_SIGNATURE, pngHeader(20, 20, 8, 0, 0), chunks, pixels, PNG_END]);
}

function onePixelPng(data: Buffer): Buffer {
  return Buffer.concat([PNG_SIGNATURE, pngHeader(20, 20, 8, 0, 0), pngChunk("IDAT", data), PNG_END]);
}

function scatteredPng(): Buffer {
  const random = createRandom(2);
  const rows = Array.from({ length: 140 * 141 }, (_, i) => (i % 141 === 0 ? 0 : random.below(256)));
  const pieces = Array.from(deflateSync(Buffer.from(rows)), (byte) => pngChunk("IDAT", Buffer.from([byte])));
  return Buffer.concat([PNG_SIGNATURE, pngHeader(140, 140, 8, 0, 0), ...pieces, PNG_END]);
}

function insertSegments(segments: Buffer): Buffer {
  const file = encodeZeroJpeg({ width: 20, height: 20, sampling: [0x11, 0x11, 0x11] });
  return Buffer.concat([file.subarray(0, 2), segments, file.subarray(2)]);
}

function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function huffmanTable(): Buffer {
  const counts = Buffer.alloc(16);
  counts[8] = 250;
  return segment(
    0xc4,
    Buffer.concat([Buffer.from([0x13]), counts, Buffer.from(Array.from({ length: 250 }, (_, i) => i))]),
  );
}

/** Entries that all show the same 60 kB. */
function exifSegment(): Buffer {
  const tiff = Buffer.alloc(65_000);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(5000, 8);
  for (let i = 0; i < 5000; i++) {
    const at = 10 + 12 * i;
    tiff.writeUInt16LE(0x9000 + (i % 0x400), at);
    tiff.writeUInt16LE(i % 2 === 0 ? 2 : 7, at + 2);
    tiff.writeUInt32LE(60_000, at + 4);
    tiff.writeUInt32LE(100, at + 8);
  }
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]));
}

function profileSegment(): Buffer {
  return segment(0xe2, Buffer.concat([Buffer.from("ICC_PROFILE\0\x01\xff", "latin1"), Buffer.alloc(65_000, 1)]));
}

function chunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 0, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}

/** A picture of one tone takes no bits for a pixel, whatever its size is. */
async function losslessWebp(width: number, height: number): Promise<Buffer> {
  const file = Buffer.from(
    await encodeFlat(20, 20, (image) => image.removeAlpha().webp({ lossless: true, effort: 0 })),
  );
  const at = file.indexOf("VP8L") + 9;
  file.writeUInt32LE((file.readUInt32LE(at) & 0xf0000000) | (width - 1) | ((height - 1) << 14), at);
  return file;
}

/**
 * A lossless picture with a code book for every 4 × 4 pixels, each some 10 kB in the decoder
 * (https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification).
 */
function codeBookWebp(width: number, height: number): Buffer {
  const bits: number[] = [];
  const write = (value: number, count: number) => {
    for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1);
  };
  const writeOnlyZero = () => write(0b0001, 4); // a simple code, of one symbol, of one bit: 0
  /** A code of 256 symbols of 8 bits, of an alphabet of so many. */
  const writeAll = (symbols: number) => {
    write(0, 1);
    write(12 - 4, 4);
    // Lengths of the codes for 17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8: 0 and 8 have one bit each.
    for (const length of [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1]) write(length, 3);
    write(0, 1);
    for (let symbol = 0; symbol < symbols; symbol++) write(symbol < 256 ? 1 : 0, 1);
  };
  const reversed = (byte: number) =>
    [...Array(8).keys()].reduce((sum, bit) => sum | (((byte >> bit) & 1) << (7 - bit)), 0);
  write(width - 1, 14);
  write(height - 1, 14);
  write(0, 1 + 3 + 1 + 1); // no alpha, version, no transform, no colour cache
  write(1, 1);
  write(0, 3 + 1); // blocks of 4 × 4; their picture has no colour cache
  writeAll(280);
  writeAll(256);
  for (let i = 0; i < 3; i++) writeOnlyZero();
  const books = Math.ceil(width / 4) * Math.ceil(height / 4);
  for (let book = 0; book < books; book++) {
    write(reversed(book & 255), 8);
    write(reversed(book >> 8), 8);
  }
  for (let i = 0; i < 5 * books; i++) writeOnlyZero();
  const data = Buffer.alloc(Math.ceil(bits.length / 8) + 8);
  for (const [i, bit] of bits.entries()) data[i >> 3] |= bit << (i & 7);
  return chunk("RIFF", Buffer.concat([Buffer.from("WEBP"), chunk("VP8L", Buffer.concat([Buffer.from([0x2f]), data]))]));
}

/** An animation on a canvas of side × side, of frames of 20 × 20. */
async function filmWebp(frames: number, side: number): Promise<Buffer> {
  const still = Buffer.from(await encodeFlat(20, 20, (image) => image.removeAlpha().webp({ effort: 0 })));
  const picture = still.subarray(12);
  const canvas = Buffer.alloc(10);
  canvas[0] = 0x12;
  canvas.writeUIntLE(side - 1, 4, 3);
  canvas.writeUIntLE(side - 1, 7, 3);
  const head = Buffer.alloc(16);
  head.writeUIntLE(19, 6, 3);
  head.writeUIntLE(19, 9, 3);
  head.writeUIntLE(10, 12, 3);
  const frame = chunk("ANMF", Buffer.concat([head, picture]));
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", canvas),
    chunk("ANIM", Buffer.alloc(6)),
    repeat(frame, Math.min(frames * frame.length, MAX_BYTES - 1000)),
  ]);
  return chunk("RIFF", body);
}

/** One tone: each code stands for one pixel more than the one before, up to the last of the table. */
function flatGif(width: number, height: number): Buffer {
  const [clear, end] = [4, 5];
  const bits: number[] = [];
  const write = (code: number, size: number) => {
    for (let bit = 0; bit < size; bit++) bits.push((code >> bit) & 1);
  };
  write(clear, 3);
  write(0, 3);
  let size = 3;
  let left = width * height - 1;
  for (let next = end + 1; left > 0; next++) {
    // A code of this many pixels: the one that is just being made, or a shorter one at the end.
    const pixels = Math.min(left, Math.min(next, 4095) - 4);
    if (next < 4096 && next === 2 ** size) size++;
    write(pixels === 1 ? 0 : pixels + 4, size);
    left -= pixels;
  }
  write(end, size);
  const data = Buffer.alloc(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries()) data[i >> 3] |= bit << (i & 7);
  const blocks: Buffer[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.subarray(at, at + 255);
    blocks.push(Buffer.from([block.length]), block);
  }
  const head = Buffer.from("GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\0\0\0\0\0\x02", "latin1");
  head.writeUInt16LE(width, 6);
  head.writeUInt16LE(height, 8);
  head.writeUInt16LE(width, 24);
  head.writeUInt16LE(height, 26);
  return Buffer.concat([head, ...blocks, Buffer.from([0, 0x3b])]);
}

function repeatFrames(file: Uint8Array, frames: number): Buffer {
  const start = 13 + 3 * 2 ** ((file[10] & 7) + 1);
  const frame = Buffer.from(file.subarray(start, -1));
  const count = Math.min(frames, Math.floor((MAX_BYTES - start - 1) / frame.length));
  return Buffer.concat([file.subarray(0, start), repeat(frame, count * frame.length), file.subarray(-1)]);
}

/** A frame of 1 × 1, then a comment in pieces of one byte. */
function scatteredGif(): Buffer {
  const head = Buffer.from("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", "latin1");
  const frame = Buffer.from("2c000000000100010000020244010 0".replaceAll(" ", ""), "hex");
  const pieces = repeat(Buffer.from([1, 65]), MAX_BYTES - 100);
  return Buffer.concat([head, Buffer.from([0x21, 0xfe]), pieces, Buffer.from([0]), frame, Buffer.from([0, 0x3b])]);
}

function patchScreen(file: Uint8Array, width: number, height: number): Buffer {
  const patched = Buffer.from(file);
  patched.writeUInt16LE(width, 6);
  patched.writeUInt16LE(height, 8);
  return patched;
}

/** Rows in 8-bit runs of this length, each with its end. */
function runs(width: number, height: number, length: number): Buffer {
  const row = Buffer.alloc(2 * Math.ceil(width / length) + 2, Buffer.from([length, 1]));
  row.set([((width - 1) % length) + 1, 1, 0, 0], row.length - 4);
  return repeat(row, row.length * height);
}

function bitmap(width: number, height: number, bits: number, compression: number, data: Buffer): Buffer {
  const head = Buffer.alloc(62);
  head.write("BM");
  head.writeUInt32LE(62 + data.length, 2);
  head.writeUInt32LE(62, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  head.writeUInt32LE(bits <= 8 ? 2 : 0, 46);
  head.writeUInt32LE(0xffffff, 58);
  return Buffer.concat([head, data]);
}

/** Each directory begins 12 bytes after the one before, and has tags that nobody knows. */
function overlappingDirectories(count: number): Buffer {
  const file = Buffer.from(encodeTiff({ width: 20, height: 20, strips: [Buffer.alloc(400)] }));
  const step = 192;
  const start = file.length;
  const rest = Buffer.alloc(Math.min(count * step, MAX_BYTES - start - 10_000));
  for (let at = 0; at + step <= rest.length; at += step) {
    rest.writeUInt16LE(15, at);
    for (let i = 0; i < 15; i++) {
      rest.writeUInt16LE(60_000 + ((at / step) % 5000) + i, at + 2 + 12 * i);
      rest.writeUInt16LE(4, at + 4 + 12 * i);
      rest.writeUInt32LE(1, at + 6 + 12 * i);
    }
    rest.writeUInt32LE(start + at + step, at + 182);
  }
  const directory = file.readUInt32LE(4);
  file.writeUInt32LE(start, directory + 2 + 12 * file.readUInt16LE(directory));
  return Buffer.concat([file, rest]);
}

/** A strip that refers to tables in another place has them read again and again. */
function tablesForEachStrip(): Buffer {
  const tables = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    repeat(huffmanTable(), 9_000_000),
    Buffer.from([0xff, 0xd9]),
  ]);
  const strip = encodeZeroJpeg({ width: 8, height: 1, sampling: [0x11] });
  return Buffer.from(
    encodeTiff({
      width: 8,
      height: 5000,
      compression: 7,
      rowsPerStrip: 1,
      strips: Array(5000).fill(strip),
      jpegTables: tables,
    }),
  );
}

async function webpInside(): Promise<Buffer> {
  const strips = [await losslessWebp(14_000, 14_000)];
  return Buffer.from(encodeTiff({ width: 20, height: 20, samples: 3, compression: 50_001, strips }));
}

function patchSize(file: Uint8Array, width: number, height: number): Buffer {
  const patched = Buffer.from(file);
  for (let at = patched.indexOf("ispe"); at >= 0; at = patched.indexOf("ispe", at + 1)) {
    patched.writeUInt32BE(width, at + 8);
    patched.writeUInt32BE(height, at + 12);
  }
  return patched;
}

/** Empty boxes between the file's type and its description. */
function insertBoxes(file: Uint8Array, count: number): Buffer {
  const at = Buffer.from(file).readUInt32BE(0);
  return Buffer.concat([
    file.subarray(0, at),
    repeat(Buffer.from("\0\0\0\x08free", "latin1"), 8 * count),
    file.subarray(at),
  ]);
}
