import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import sharp from "sharp";
import { DEFAULT_LIMITS } from "../../src/reader/decode/check-file.ts";
import { DEFAULT_DECODE_MEMORY } from "../../src/reader/decode/open-decoder.ts";
import { loadModel, type Model } from "../../src/reader/load-model.ts";
import { openThreadedReader, type ThreadOptions } from "../../src/reader/threaded-reader.ts";
import { childrenOf } from "../helpers/children-of.ts";
import { encodePngParts } from "../helpers/encode-png.ts";
import { encodeZeroJpeg } from "../helpers/encode-zero-jpeg.ts";

const packaged = await loadModel(join(import.meta.dirname, "../../models/digits.onnx"));
/** All pictures go to the thread. */
const withoutQuick = { ...packaged, quick: undefined };
const drawing = (digit: number) => readFileSync(join(import.meta.dirname, `../../test_images/${digit}.png`));
/** 1 and some blank paper, so small that it takes no time. */
const small = encodePngParts({
  width: 28,
  height: 28,
  bitDepth: 8,
  colorType: 0,
  rows: Array.from({ length: 28 }, (_, y) =>
    Array.from({ length: 28 }, (_, x) => (x > 12 && x < 16 && y > 4 && y < 24 ? 0 : 255)),
  ),
});

function openReader(t: TestContext, options: Partial<ThreadOptions> = {}, model: Model = packaged) {
  const bounds = { limits: DEFAULT_LIMITS, decodeMemory: DEFAULT_DECODE_MEMORY, queuePixels: 100_000_000 };
  const opened = openThreadedReader(model, { ...bounds, maxQueue: 100, onBatch: () => undefined, ...options });
  t.after(() => opened.close());
  return opened;
}

test("Pictures that come before the thread is ready are read, each caller gets its own answer, and errors keep their code", async (t) => {
  const { reader } = openReader(t);
  // Both lie in one body, as the files of a form do.
  const body = Buffer.concat([drawing(3), drawing(7)]);
  const cut = drawing(3).length;
  const [three, seven, broken, text] = await Promise.allSettled([
    reader.readDigit(body.subarray(0, cut)),
    reader.readDigit(body.subarray(cut)),
    reader.readDigit(body.subarray(0, cut / 2)),
    reader.readDigit(Buffer.from("no picture")),
  ]);
  assert.equal(three.status === "fulfilled" && three.value.digit, 3);
  assert.equal(seven.status === "fulfilled" && seven.value.digit, 7);
  assert.equal(broken.status === "rejected" && broken.reason.code, "image_broken");
  assert.equal(text.status === "rejected" && text.reason.code, "image_unsupported");
  assert.equal(body.length, cut + drawing(7).length, "the caller still has its bytes");
});

test("Times are on the caller's clock, the wait for the thread among them", async (t) => {
  const { reader } = openReader(t);
  const before = performance.now();
  const { timings } = await reader.readDigit(drawing(3)); // while the thread starts
  const took = performance.now() - before;
  const { startedMs, queueMs, decodeMs, findMs, inferMs } = timings;
  assert.ok(startedMs >= before && startedMs <= before + took);
  const sum = queueMs + decodeMs + findMs + inferMs;
  assert.ok(sum <= took && sum > took / 2, `${sum} of ${took} ms`);
});

test("More pictures than may wait are refused at once; a caller that goes away gives up its place", async (t) => {
  const sizes: number[] = [];
  const { reader } = openReader(t, { maxQueue: 1, onBatch: (size) => sizes.push(size) }, withoutQuick);
  const reading = Array.from({ length: 64 }, () => reader.readDigit(small));
  const gone = new AbortController();
  const waiting = reader.readDigit(small, { signal: gone.signal });
  await assert.rejects(reader.readDigit(small), { code: "overloaded" });
  gone.abort();
  await assert.rejects(waiting, { code: "cancelled" });
  await Promise.all(reading);
  assert.equal((await reader.readDigit(small)).digit, 1);
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    65,
    "what nobody waited for was read",
  );
  assert.ok(Math.max(...sizes) > 1, "nothing was batched");
});

test("A small picture doesn't wait for the large ones that came before it, however many they are", async (t) => {
  const { ready, reader } = openReader(t);
  await ready;
  const large = encodeZeroJpeg({ width: 1000, height: 1100, sampling: [0x11] });
  let settled = 0;
  const reading = Array.from({ length: 100 }, () => reader.readDigit(large).catch(() => settled++));
  assert.equal((await reader.readDigit(small)).digit, 1);
  assert.ok(settled < 20, `${settled} large ones were read before it`);
  await Promise.all(reading);
  assert.equal(settled, 100);
});

test("A small, clean digit is read on the calling thread, as the classifier would read it; a closed reader reads none", async (t) => {
  const batches: number[] = [];
  const { ready, reader, close } = openReader(t, { onBatch: (size) => batches.push(size) });
  const whole = openReader(t, {}, withoutQuick);
  await Promise.all([ready, whole.ready]);
  const seven = await sharp(drawing(7)).resize(28, 28).png().toBuffer();
  const [quick, slow] = await Promise.all([reader.readDigit(seven), whole.reader.readDigit(seven)]);
  assert.deepEqual(batches, [], "the classifier was not asked");
  const { probabilities: _1, confidence, nonDigit: _2, timings: _3, ...same } = quick;
  assert.deepEqual(same, {
    ...same,
    digit: slow.digit,
    decision: slow.decision,
    seen: slow.seen,
    warnings: slow.warnings,
  });
  assert.ok(Math.abs(confidence - slow.confidence) < 0.02, `${confidence} and ${slow.confidence}`);
  assert.equal(quick.digit, 7);

  await reader.readDigit(drawing(3));
  assert.deepEqual(batches, [1], "a larger picture takes the classifier");
  const gone = AbortSignal.abort();
  await assert.rejects(reader.readDigit(seven, { signal: gone }), { code: "cancelled" });
  await close();
  await assert.rejects(reader.readDigit(seven), { code: "shutting_down" });
});

test("Small pictures that wait on the calling thread are bounded, and are let go of where nobody wants them any more", async (t) => {
  const { ready, reader, close } = openReader(t, { maxQueue: 10 });
  await ready;
  const seven = await sharp(drawing(7)).resize(28, 28).png().toBuffer();
  const codeOf = (reading: Promise<unknown>) =>
    reading.then(
      () => "read",
      (error) => error.code as string,
    );
  const asked = await Promise.all(Array.from({ length: 150 }, () => codeOf(reader.readDigit(seven))));
  // 64 on this thread, 64 on the other one, ten that wait for it
  assert.deepEqual(asked, [...new Array(138).fill("read"), ...new Array(12).fill("overloaded")]);

  const gone = new AbortController();
  const cancelled = Array.from({ length: 50 }, () => codeOf(reader.readDigit(seven, { signal: gone.signal })));
  gone.abort();
  assert.deepEqual(await Promise.all(cancelled), new Array(50).fill("cancelled"));

  const pending = Array.from({ length: 50 }, () => codeOf(reader.readDigit(seven)));
  await close();
  assert.deepEqual(await Promise.all(pending), new Array(50).fill("shutting_down"));
});

test("What is read are the bytes at the time of the call, whatever their size", async (t) => {
  const { ready, reader } = openReader(t);
  await ready;
  for (const size of [28, 300]) {
    const bytes = await sharp(drawing(7)).resize(size, size).png().toBuffer();
    const reading = reader.readDigit(bytes);
    bytes.fill(0);
    assert.equal((await reading).digit, 7);
  }
});

test("The same small picture has the same reading in each format, whichever thread reads it", async (t) => {
  const { ready, reader } = openReader(t);
  await ready;
  const seven = sharp(drawing(7)).resize(28, 28).flatten({ background: "white" });
  const { timings: _, ...expected } = await reader.readDigit(await seven.png().toBuffer());
  for (const format of [seven.webp({ lossless: true }), seven.tiff({ compression: "none" }), seven.gif()]) {
    const { timings: _1, ...same } = await reader.readDigit(await format.toBuffer());
    assert.deepEqual(same, expected);
  }
});

test("A model whose quick classifier can't be run is refused, and its thread ends", async () => {
  const bounds = { limits: DEFAULT_LIMITS, decodeMemory: DEFAULT_DECODE_MEMORY, queuePixels: 100_000_000 };
  const countThreads = () => readdirSync("/proc/self/task").length;
  const before = countThreads();
  for (let times = 0; times < 3; times++) {
    const model = { ...packaged, quick: packaged.finder };
    const { ready } = openThreadedReader(model, { ...bounds, maxQueue: 100, onBatch: () => undefined });
    await assert.rejects(ready, { code: "model_unusable" });
  }
  while (countThreads() > before) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("Large pictures wait outside of the thread, where a caller that goes away leaves at once, and are bounded by their pixels", async (t) => {
  const { ready, reader } = openReader(t, { queuePixels: 11_000_000 });
  await ready;
  const large = encodeZeroJpeg({ width: 1000, height: 1100, sampling: [0x11] });
  const gone = new AbortController();
  const reading = Array.from({ length: 30 }, (_, i) =>
    reader.readDigit(large, i === 29 ? {} : { signal: gone.signal }).catch((error) => error.code as string),
  );
  while (!(await Promise.race([...reading, new Promise((resolve) => setImmediate(resolve))]))) {} // until some are refused
  gone.abort();
  const codes = await Promise.all(reading);
  assert.ok(codes.includes("overloaded") && codes.includes("cancelled"), codes.join());
  assert.equal(await reader.readDigit(large).catch((error) => error.code), "no_ink");
});

test("Closing ends it while a picture is being decoded, and kills the decoder", async (t) => {
  const { ready, reader, close } = openReader(t);
  await ready;
  const slow = encodeZeroJpeg({ width: 5000, height: 5000, sampling: [0x11, 0x11, 0x11], scans: 20 });
  const before = await childrenOf(process.pid);
  const reading = assert.rejects(reader.readDigit(slow), { code: "shutting_down" });
  while ((await childrenOf(process.pid)).length === before.length) await new Promise(setImmediate);
  await close();
  await reading;
  await assert.rejects(reader.readDigit(small), { code: "shutting_down" });
  while ((await childrenOf(process.pid)).length > before.length) await new Promise(setImmediate);
});

test("Only the formats that are allowed are read; the error names them", async (t) => {
  const { reader } = openReader(t, { limits: { ...DEFAULT_LIMITS, formats: ["JPEG"] } });
  await assert.rejects(reader.readDigit(small), {
    code: "image_unsupported",
    message: "This is a PNG image, which is not read here. JPEG is read.",
  });
});

test("A model that can't be opened fails the start, and what waits for it", async (t) => {
  const { ready, reader } = openReader(t, {}, { ...packaged, classifier: packaged.classifier.subarray(0, 1000) });
  const waiting = reader.readDigit(small);
  await assert.rejects(ready, { code: "model_unusable", message: /damaged/ });
  await assert.rejects(waiting, { code: "model_unusable" });
});
