import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import sharp from "sharp";
import * as core from "../src/core.ts";
import {
  type ErrorCode,
  isPredictorError,
  openReader,
  PredictorError,
  type Reader,
  type ReaderOptions,
} from "../src/index.ts";
import { PACKAGED_MODEL } from "../src/package-root.ts";

const ROOT = join(import.meta.dirname, "..");
const SEVEN = readFileSync(join(ROOT, "test_images/7.png"));
const folder = mkdtempSync(join(tmpdir(), "number-predictor-library-"));
after(() => rmSync(folder, { recursive: true }));

const failsWith = (code: ErrorCode, message = /\w.*\.$/) => ({ name: "PredictorError", code, message });

/** Closed after the test, whatever comes of it: a reader keeps the process running. */
async function open(t: TestContext, options?: ReaderOptions): Promise<Reader> {
  const reader = await openReader(options);
  t.after(() => reader.close());
  return reader;
}

/** Four of the test pictures in a row, on one sheet. */
async function createRow(digits: readonly number[]): Promise<Buffer> {
  const side = 120;
  const parts = await Promise.all(
    digits.map(async (digit, at) => ({
      input: await sharp(join(ROOT, `test_images/${digit}.png`))
        .resize(side, side)
        .png()
        .toBuffer(),
      left: 40 + at * (side - 30),
      top: 40,
      blend: "darken" as const,
    })),
  );
  const sheet = { width: 600, height: 200, channels: 3 as const, background: "white" };
  return await sharp({ create: sheet }).composite(parts).png().toBuffer();
}

describe("openReader", () => {
  test("options that can't be sent to the reading thread fail that reading alone", async (t) => {
    const reader = await open(t);
    const odd = { maxError: 0.01, extra: () => 1 };
    const [refused, read] = await Promise.allSettled([reader.readDigit(SEVEN, odd), reader.readDigit(SEVEN)]);
    assert.equal(refused.status, "rejected");
    assert.equal(read.status === "fulfilled" && read.value.digit, 7);
  });

  test("reads a digit, from a Buffer and from an ArrayBuffer, and leaves the bytes as they were", async (t) => {
    const reader = await open(t);
    const { buffer } = new Uint8Array(SEVEN);
    const reading = await reader.readDigit(SEVEN, { maxError: 1 });
    assert.equal(reading.digit, 7);
    assert.equal(reading.decision, "accept");
    assert.ok(reading.confidence > 0.9 && reading.confidence <= 1);
    assert.equal(reading.probabilities.length, 10);
    assert.equal(reading.seen.input.length, 28 * 28);
    assert.equal((await reader.readDigit(buffer, { maxError: 0.01 })).digit, 7);
    assert.deepEqual(new Uint8Array(buffer), new Uint8Array(SEVEN));
    assert.equal(typeof reader.manifest.version, "string");
  });

  test("reads numbers, as the constraint wants them", async (t) => {
    const reader = await open(t);
    const row = await createRow([2, 0, 1, 7]);
    const { numbers } = await reader.readNumbers(row);
    assert.deepEqual(
      numbers.map(({ text }) => text),
      ["2017"],
    );
    assert.equal(numbers[0].value, 2017);
    const among = await reader.readNumbers(row, { constraint: { values: ["2011", "3017"] } });
    assert.ok(["2011", "3017"].includes(among.numbers[0].text ?? ""));
    assert.equal(among.numbers[0].unconstrained?.text, "2017");
    await assert.rejects(reader.readNumbers(row, { constraint: { length: "0" } }), failsWith("constraint_invalid"));
  });

  test("answers many at once, each with its own", async (t) => {
    const reader = await open(t);
    const digits = Array.from({ length: 40 }, (_, index) => index % 10);
    const read = digits.map((digit) => reader.readDigit(readFileSync(join(ROOT, `test_images/${digit}.png`))));
    assert.deepEqual(
      (await Promise.all(read)).map(({ digit }) => digit),
      digits,
    );
  });

  test("says what is wrong with a picture by a code", async (t) => {
    const reader = await open(t, { maxFileBytes: 1_000_000, maxPixels: 1_000_000, formats: ["PNG"] });
    const blank = sharp({ create: { width: 300, height: 300, channels: 3, background: "white" } });
    const large = sharp({ create: { width: 1100, height: 1000, channels: 3, background: "white" } });
    const cases: [ErrorCode, Uint8Array][] = [
      ["file_empty", new Uint8Array()],
      ["file_too_large", new Uint8Array(1_000_001)],
      ["image_unsupported", Buffer.from("seven")],
      ["image_unsupported", await blank.jpeg().toBuffer()],
      ["image_broken", SEVEN.subarray(0, 60)],
      ["picture_too_large", await large.png().toBuffer()],
      ["no_ink", await blank.png().toBuffer()],
    ];
    for (const [code, bytes] of cases) await assert.rejects(reader.readDigit(bytes), failsWith(code), code);
    const error = await reader.readDigit(new Uint8Array()).catch((reason: unknown) => reason);
    assert.ok(error instanceof PredictorError);
    assert.ok(isPredictorError(error));
    assert.ok(!isPredictorError(new Error("file_empty")));
  });

  test("refuses arguments that make no sense, for callers without types", async (t) => {
    await assert.rejects(openReader({ maxPixels: 0 }), failsWith("usage", /^maxPixels must be/));
    await assert.rejects(openReader({ decodeMemoryBytes: 1 }), failsWith("usage", /^decodeMemoryBytes must be/));
    await assert.rejects(openReader({ formats: ["SVG" as never] }), failsWith("usage", /SVG/));
    const reader = await open(t);
    await assert.rejects(reader.readDigit("seven.png" as never), failsWith("usage", /Uint8Array/));
    await assert.rejects(reader.readDigit(SEVEN, { maxError: 0 }), failsWith("usage", /^maxError must be/));
  });

  test("takes a model from a folder, or by its file", async (t) => {
    await assert.rejects(openReader({ model: folder }), failsWith("model_unusable"));
    for (const name of ["digits.onnx", "finder.onnx", "lines.onnx", "quick.onnx", "digits.json"])
      copyFileSync(join(PACKAGED_MODEL, "..", name), join(folder, name));
    for (const model of [folder, join(folder, "digits.onnx")]) {
      const reader = await open(t, { model });
      assert.equal((await reader.readDigit(SEVEN)).digit, 7);
    }
  });

  test("gives up by a signal; rejects what is asked of a closed reader; may be closed twice", async (t) => {
    const reader = await open(t);
    await assert.rejects(reader.readDigit(SEVEN, { signal: AbortSignal.abort() }), failsWith("cancelled"));
    const waiting = assert.rejects(reader.readDigit(SEVEN), failsWith("shutting_down"));
    await reader.close();
    await waiting;
    await assert.rejects(reader.readDigit(SEVEN), failsWith("shutting_down"));
    await reader.close();
  });

  test("lets the process end once it is closed", () => {
    const program = `
      import { readFileSync } from "node:fs";
      import { openReader } from "./src/index.ts";
      const reader = await openReader();
      console.log((await reader.readDigit(readFileSync("test_images/3.png"))).digit);
      await reader.close();`;
    const args = ["--input-type=module", "--eval", program];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      encoding: "utf8",
      timeout: 60_000,
    });
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "3\n", stderr: "" });
  });
});

describe("number-predictor/core", () => {
  const model = {
    decode: async () => ({ width: 40, height: 40, rgba: new Uint8Array(40 * 40 * 4).fill(255) }),
    finder: {
      find: async ({ width, height }: core.FinderInput) => new Float32Array(width * height).fill(-20),
      close: async () => undefined,
    },
    classifier: {
      classify: async (_: Float32Array, n: number) => new Float32Array(n * 11),
      close: async () => undefined,
    },
    manifest: JSON.parse(readFileSync(join(ROOT, "models/digits.json"), "utf8")) as core.Manifest,
  };

  test("reads with the decoder and networks that it is given", async () => {
    await assert.rejects(core.readDigit("a white sheet", model), failsWith("no_ink"));
    assert.deepEqual((await core.readNumbers("a white sheet", model)).numbers, []);
  });

  test("compiles constraints", () => {
    assert.equal(core.compileConstraint({ type: "date:dmy" })?.toText("24122024"), "24.12.2024");
    assert.throws(() => core.compileConstraint({ length: "0" }), failsWith("constraint_invalid"));
  });
});
