import assert from "node:assert/strict";
import { test } from "node:test";
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
      if (typeof result === "object") assert.deepEqual(result, whole, `${name}, ${part}/20`);
      else assert.ok(result === "image_broken" || result === "image_unsupported", `${name}: ${result}`);
    }
  }
});
