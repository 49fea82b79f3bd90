import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { decode } from "../../src/decode/decode.ts";
import type { ErrorCode } from "../../src/errors.ts";
import { fromAscii } from "../helpers/ascii-picture.ts";
import { encodePicture } from "../helpers/encode-picture.ts";
import { encodePng } from "../helpers/encode-png.ts";
import { createSampleFiles } from "../helpers/sample-files.ts";

const isError = (code: ErrorCode) => (error: unknown) => (error as { code?: string }).code === code;

test("a PNG that claims 60,000 × 60,000 pixels is refused from its header", async () => {
  const bomb = encodePng({ width: 60_000, height: 60_000, bitDepth: 8, colorType: 0, rows: [[0]] });
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
  const png = Buffer.from(encodePng({ width: 20, height: 20, bitDepth: 8, colorType: 0, rows }));
  const iend = png.subarray(-12);
  const header = png.subarray(0, 33);
  const text = Buffer.concat([Buffer.from("Comment\0\0"), bomb]);
  const files: [what: string, bytes: Buffer][] = [
    ["pixels", Buffer.concat([header, toChunk("IDAT", bomb), iend])],
    ["a text", Buffer.concat([header, toChunk("zTXt", text), png.subarray(33)])],
    ["a colour profile", Buffer.concat([header, toChunk("iCCP", text), png.subarray(33)])],
    ["a TIFF's strip", toTiff(20, 20, bomb)],
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

/** A grey picture of one deflated strip. */
function toTiff(width: number, height: number, strip: Uint8Array): Buffer {
  const tags: [tag: number, value: number][] = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 8],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, strip.length],
  ];
  const head = Buffer.from("II*\0\0\0\0\0", "latin1");
  head.writeUInt32LE(8 + strip.length, 4);
  const directory = Buffer.alloc(2 + 12 * tags.length + 4);
  directory.writeUInt16LE(tags.length, 0);
  for (const [index, [tag, value]] of tags.entries()) {
    const at = 2 + 12 * index;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(4, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  }
  return Buffer.concat([head, strip, directory]);
}
