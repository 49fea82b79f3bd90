import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import type { Picture } from "../../../src/core/picture.ts";
import type { ErrorCode } from "../../../src/errors.ts";
import { checkFile, DEFAULT_LIMITS } from "../../../src/reader/decode/check-file.ts";
import { decode } from "../../../src/reader/decode/decode.ts";
import { laneOf } from "../../../src/reader/decode/lane.ts";
import { openDecoder } from "../../../src/reader/decode/open-decoder.ts";
import { readHeader } from "../../../src/reader/decode/read-header.ts";
import type { Format } from "../../../src/reader/decode/sniff.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";
import { encodePngParts } from "../../helpers/encode-png.ts";
import { encodeTiff } from "../../helpers/encode-tiff.ts";
import { encodeZeroJpeg } from "../../helpers/encode-zero-jpeg.ts";
import { createSampleFiles } from "../../helpers/sample-files.ts";

const isError = (code: ErrorCode) => (error: unknown) => (error as { code?: string }).code === code;

test("a PNG that claims 60,000 × 60,000 pixels is refused from its header", async () => {
  const bomb = encodePngParts({ width: 60_000, height: 60_000, bitDepth: 8, colorType: 0, rows: [[0]] });
  await assert.rejects(decode(bomb), isError("picture_too_large"));
});

test("a picture that claims a side of more than 65,535 pixels is refused, however narrow it is", async () => {
  const file = Buffer.from(await encodePicture(fromAscii(["#.", ".."], 20), "AVIF"));
  file.writeUInt32BE(262_184, file.indexOf("ispe") + 12);
  await assert.rejects(decode(file), isError("picture_too_large"));
});

test("a GIF whose screen is far larger than its frame is not blown up to that size", async () => {
  const file = Buffer.from(await encodePicture(fromAscii(["#.", ".."], 20), "GIF"));
  file.writeUInt16LE(65_320, 6);
  file.writeUInt16LE(255, 8);
  const { width, height } = await decode(file);
  assert.ok(width * height <= 40 * 40, `${width} × ${height}`);
});

test("what unpacks to far more than the header says is never unpacked as a whole", async () => {
  const bomb = deflateSync(Buffer.alloc(300_000_000));
  const rows = Array.from({ length: 20 }, () => Array(20).fill(255));
  const png = Buffer.from(encodePngParts({ width: 20, height: 20, bitDepth: 8, colorType: 0, rows }));
  const iend = png.subarray(-12);
  const header = png.subarray(0, 33);
  const text = Buffer.concat([Buffer.from("Comment\0\0"), bomb]);
  const files: [what: string, bytes: Uint8Array][] = [
    ["pixels", Buffer.concat([header, toChunk("IDAT", bomb), iend])],
    ["a text", Buffer.concat([header, toChunk("zTXt", text), png.subarray(33)])],
    ["a colour profile", Buffer.concat([header, toChunk("iCCP", text), png.subarray(33)])],
    ["a TIFF's strip", encodeTiff({ width: 20, height: 20, compression: 8, strips: [bomb] })],
  ];
  for (const [what, bytes] of files) {
    const before = process.memoryUsage.rss();
    const outcome = await decode(bytes).then(
      () => "decoded",
      (error: { code?: string }) => error.code,
    );
    assert.ok(outcome === "decoded" || outcome === "image_broken", `${what}: ${outcome}`);
    const grownMb = (process.memoryUsage.rss() - before) / 1e6;
    assert.ok(grownMb < 150, `${what}: ${grownMb.toFixed(0)} MB`);
  }
});

test("a palette of a length that no palette has doesn't end the process", async () => {
  for (const length of [1, 2, 4, 767, 771]) {
    const chunks = [["PLTE", new Uint8Array(length)]] as const;
    const rows = Array.from({ length: 20 }, () => Array<number>(20).fill(0));
    const file = encodePngParts({ width: 20, height: 20, bitDepth: 8, colorType: 3, rows, chunks });
    const header = checkFile(file, DEFAULT_LIMITS);
    assert.equal(laneOf(header), "process", `${length} bytes`);
    await decode(file).catch((error) => assert.equal(error.code, "image_broken"));
  }
});

test("an animation of more than 1000 frames is refused, of up to 1000 the first one is read", async () => {
  const frame = fromAscii(["#.", ".#"], 8).rgba;
  for (const [frames, format] of [
    [1000, "gif"],
    [1001, "gif"],
    [1000, "webp"],
    [1001, "webp"],
  ] as const) {
    const film = await filmOf(frame, frames, format);
    if (frames === 1000) assert.deepEqual(toAscii(await decode(film), 8), ["#.", ".#"], format);
    else await assert.rejects(decode(film), { code: "picture_too_large", message: /more than 1000 frames/ });
  }
});

test("a JPEG with too many scans for its pixels is refused before it is decoded", async () => {
  const file = encodeZeroJpeg({ width: 5000, height: 5000, sampling: [0x11, 0x11, 0x11], scans: 21 });
  await assert.rejects(decode(file), { code: "picture_too_large", message: /21 scans.*baseline/ });
});

test("a JPEG whose components have no samples is refused, and small pictures behind it are read", async (t) => {
  const decoder = openDecoder();
  t.after(() => decoder.close());
  const file = Buffer.from(
    await sharp({ create: { width: 400, height: 400, channels: 3, background: "white" } })
      .jpeg({ progressive: true })
      .toBuffer(),
  );
  const frame = file.indexOf(Buffer.from([0xff, 0xc2]));
  const plain = Buffer.from(file);
  for (let i = 0; i < file[frame + 9]; i++) file[frame + 11 + 3 * i] = 0;
  assert.throws(() => checkFile(file, DEFAULT_LIMITS), isError("image_broken"));
  // Nor does a header without a sensible size hold up what comes after it.
  const header = checkFile(plain, DEFAULT_LIMITS);
  await assert.rejects(decoder.decode({ ...header, bufferBytes: Number.NaN }), isError("picture_too_large"));
  assert.equal((await decoder.decode(header)).width, 400);
});

test("where header and decoder disagree about the size, the file is refused", async () => {
  const strips = [Buffer.alloc(400, 200)];
  assert.equal((await decode(encodeTiff({ width: 20, height: 20, strips }))).width, 20);
  for (const extra of [[[256, 5000]], [[257, 5000]], [[256, 20]]] as const) {
    const twice = encodeTiff({ width: 20, height: 20, strips, extra });
    await assert.rejects(decode(twice), isError("image_broken"), `a size twice, ${extra}`);
  }
  const avif = Buffer.from(await encodePicture(fromAscii(["#.", ".."], 20), "AVIF"));
  for (const size of [38, 80]) {
    avif.writeUInt32BE(size, avif.indexOf("ispe") + 8);
    await assert.rejects(decode(avif), isError("image_broken"), `an AVIF that claims a width of ${size}`);
  }
});

test("of a TIFF only the first directory is read, and of that what the decoder needs", async () => {
  const strips = [Buffer.alloc(400, 200)];
  const unknown = Array.from({ length: 900 }, (_, i) => [40_000 + i, i] as const);
  assert.equal((await decode(encodeTiff({ width: 20, height: 20, strips, extra: unknown }))).width, 20);
  const many = Array.from({ length: 1100 }, (_, i) => [40_000 + i, i] as const);
  await assert.rejects(decode(encodeTiff({ width: 20, height: 20, strips, extra: many })), isError("image_broken"));
  // The next directory is the first one again, without end.
  const loop = Buffer.from(encodeTiff({ width: 20, height: 20, strips }));
  const directory = loop.readUInt32LE(4);
  loop.writeUInt32LE(directory, directory + 2 + 12 * loop.readUInt16LE(directory));
  assert.equal((await decode(loop)).width, 20);
});

test("a file that has fewer bytes than its pixels need is refused, however it is packed", async () => {
  const claims = {
    PNG: encodePngParts({ width: 4000, height: 4000, bitDepth: 8, colorType: 0, rows: [[0]] }),
    JPEG: patch(encodeZeroJpeg({ width: 20, height: 20, sampling: [0x11] }), (file) => {
      file.writeUInt32BE((4000 << 16) | 4000, file.indexOf(Buffer.from([0xff, 0xc0])) + 5);
    }),
    GIF: patch(await encodePicture(fromAscii(["#."], 20), "GIF"), (file) => {
      file.writeUInt32LE((4000 << 16) | 4000, file.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 5);
    }),
    BMP: patch(await encodePicture(fromAscii(["#."], 20), "BMP"), (file) => {
      file.writeInt32LE(4000, 18);
      file.writeInt32LE(4000, 22);
    }),
  };
  for (const [format, file] of Object.entries(claims)) {
    assert.equal(readHeader(file, format as Format)?.lacksBytes, true, format);
    await assert.rejects(decode(file), isError("image_broken"), format);
  }
});

test("no bytes, too many bytes and bytes of no image each have their error", async () => {
  await assert.rejects(decode(new Uint8Array()), isError("file_empty"));
  await assert.rejects(decode(new Uint8Array(10_000_001)), isError("file_too_large"));
  await assert.rejects(decode(Buffer.from("a text")), isError("image_unsupported"));
});

test("a file that is cut off is an error, or the whole picture where only its end mark is missing", async () => {
  for (const { name, bytes } of await createSampleFiles()) {
    const whole = await decode(bytes);
    for (let part = 1; part < 20; part++) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * part) / 20));
      const result = await decode(cut).catch((error: { code?: string }) => error.code);
      if (typeof result === "object")
        assert.deepEqual(
          { ...result, truncated: undefined },
          { ...whole, truncated: undefined },
          `${name}, ${part}/20`,
        );
      else assert.ok(result === "image_broken" || result === "image_unsupported", `${name}: ${result}`);
    }
  }
});

function toChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

function patch(file: Uint8Array, change: (file: Buffer) => void): Buffer {
  const patched = Buffer.from(file);
  change(patched);
  return patched;
}

/** So many frames of 16 × 16: this one, then black and white by turns, since encoders join what is the same. */
function filmOf(first: Picture["rgba"], frames: number, format: "gif" | "webp"): Promise<Buffer> {
  const pixels = Buffer.alloc(16 * 16 * 4 * frames, 255);
  for (let i = 1; i < frames; i += 2) pixels.subarray(i * 1024, (i + 1) * 1024).fill(Buffer.from([0, 0, 0, 255]));
  pixels.set(first);
  const film = sharp(pixels, { raw: { width: 16, height: 16 * frames, channels: 4, pageHeight: 16 } });
  return film.toFormat(format, { effort: 1 }).toBuffer();
}
