import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { checkFile, DEFAULT_LIMITS } from "../../../src/reader/decode/check-file.ts";
import { laneOf } from "../../../src/reader/decode/lane.ts";
import { memoryOf, openDecoder } from "../../../src/reader/decode/open-decoder.ts";
import { openDecoderProcess } from "../../../src/reader/decode/open-decoder-process.ts";
import { READ_FORMATS } from "../../../src/reader/decode/sniff.ts";
import { fromAscii, toAscii } from "../../helpers/ascii-picture.ts";
import { childrenOf } from "../../helpers/children-of.ts";
import { encodePicture } from "../../helpers/encode-picture.ts";
import { encodeZeroJpeg } from "../../helpers/encode-zero-jpeg.ts";
import { HOSTILE_FILES } from "../../helpers/hostile-files.ts";
import { watchUsage } from "../../helpers/watch-usage.ts";

const DRAWING = ["..........", "..#####...", "..#.......", "..####....", "..........", ".........."];
const BLOCK = 16;
const MAX_PROCESSOR_S = 2;
const MAX_MB = 600;

const check = (bytes: Uint8Array) => checkFile(bytes, DEFAULT_LIMITS);
const encode = (format: (typeof READ_FORMATS)[number]) => encodePicture(fromAscii(DRAWING, BLOCK), format);
const slow = () => encodeZeroJpeg({ width: 5000, height: 5000, sampling: [0x11, 0x11, 0x11], scans: 20 });

function open(t: TestContext, memoryBytes?: number) {
  const decoder = openDecoder(memoryBytes);
  t.after(() => decoder.close());
  return decoder;
}

test("every format is read as it is without bounds, in this process or in another one", async (t) => {
  const decoder = open(t);
  for (const format of READ_FORMATS) {
    assert.deepEqual(toAscii(await decoder.decode(check(await encode(format))), BLOCK), DRAWING, format);
  }
});

describe("a file of at most 10 MB takes at most 2 s of processor time and 600 MB:", () => {
  for (const { name, make } of HOSTILE_FILES.filter(({ isTested }) => isTested)) {
    test(name, async (t) => {
      const bytes = await make();
      assert.ok(bytes.length <= 10_000_000);
      const decoder = open(t);
      const { processorS, peakMb } = await watchUsage(async () => decoder.decode(check(bytes)));
      assert.ok(processorS < MAX_PROCESSOR_S, `${processorS} s`);
      assert.ok(peakMb < MAX_MB, `${peakMb} MB`);
    });
  }
});

test("everyday PNG and JPEG start no process, all other formats start one together", async (t) => {
  const decoder = open(t);
  const before = await childrenOf(process.pid);
  const started = async () => (await childrenOf(process.pid)).filter((child) => !before.includes(child)).length;
  for (const format of ["PNG", "JPEG"] as const) await decoder.decode(check(await encode(format)));
  assert.equal(await started(), 0);
  for (const format of ["BMP", "GIF", "WebP", "TIFF", "AVIF"] as const)
    await decoder.decode(check(await encode(format)));
  assert.equal(await started(), 1);
});

test("a picture that takes longer, or more memory, than allowed is refused, its decoder killed, and the next one is read", async (t) => {
  for (const [limits, message] of [
    [{ processorMs: 100, memoryBytes: 1e9 }, /takes too long/],
    [{ processorMs: 60_000, memoryBytes: 1e6 }, /takes more than 1 MB/],
  ] as const) {
    const decoder = openDecoderProcess(limits);
    t.after(() => decoder.close());
    const [large, small] = await Promise.allSettled([
      decoder.decode(check(slow())),
      decoder.decode(check(await encode("WebP"))),
    ]);
    assert.ok(large.status === "rejected");
    assert.equal(large.reason.code, "picture_too_large");
    assert.match(large.reason.message, message);
    assert.ok(small.status === "fulfilled");
    assert.deepEqual(toAscii(small.value, BLOCK), DRAWING);
  }
});

test("a picture that needs more memory than there is for all is refused before it is decoded", async (t) => {
  const decoder = open(t, 64_000_000);
  await assert.rejects(decoder.decode(check(slow())), { code: "picture_too_large", message: /MB of memory/ });
});

test("pictures together take no more memory than one of them where there isn't more", async (t) => {
  const strip = check(encodeZeroJpeg({ width: 500, height: 8000, sampling: [0x11, 0x11, 0x11] }));
  const decoder = open(t, memoryOf(strip));
  const decode = () => decoder.decode(strip).then(() => undefined);
  const { peakMb } = await watchUsage(() => Promise.all(Array.from({ length: 12 }, decode)));
  assert.ok(peakMb < 250, `${peakMb} MB; without bounds it is 480`);
});

test("a decoder's process that keeps memory of earlier pictures is replaced, and no picture is lost", async (t) => {
  const before = await childrenOf(process.pid);
  const decoder = openDecoderProcess({ processorMs: 60_000, memoryBytes: 1e9, wornBytes: 0 });
  t.after(() => decoder.close());
  const file = check(await encode("WebP"));
  const used = new Set<number>();
  for (let i = 0; i < 3; i++) {
    const pictures = await Promise.all([decoder.decode(file), decoder.decode(file)]);
    for (const picture of pictures) assert.deepEqual(toAscii(picture, BLOCK), DRAWING);
    for (const child of await childrenOf(process.pid)) if (!before.includes(child)) used.add(child);
  }
  assert.ok(used.size >= 3, `${used.size} processes`);
  decoder.close();
  while ((await childrenOf(process.pid)).length > before.length) await new Promise(setImmediate);
});

test("closing kills what is being decoded, and rejects it and all that waits", async () => {
  const decoder = openDecoder();
  const before = await childrenOf(process.pid);
  const header = check(slow());
  assert.equal(laneOf(header), "largeProcess");
  const running = [decoder.decode(header), decoder.decode(header)];
  while ((await childrenOf(process.pid)).length === before.length) await new Promise(setImmediate);
  decoder.close();
  for (const each of running) await assert.rejects(each, { code: "shutting_down" });
  await assert.rejects(decoder.decode(header), { code: "shutting_down" });
  while ((await childrenOf(process.pid)).length > before.length) await new Promise(setImmediate);
});

test("a cancelled picture is given up at once, waiting or not, and the next one is read", async (t) => {
  const decoder = open(t);
  const gone = new AbortController();
  const running = [1, 2, 3].map(() => decoder.decode(check(slow()), gone.signal));
  gone.abort();
  for (const each of running) await assert.rejects(each, { code: "cancelled" });
  const next = check(await encodePicture(fromAscii(DRAWING, 150), "TIFF"));
  assert.equal(laneOf(next), "largeProcess", "the same lane");
  assert.deepEqual(toAscii(await decoder.decode(next), 100), DRAWING);
});
