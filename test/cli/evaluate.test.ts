import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { evaluate } from "../../src/cli/evaluate.ts";
import { CLASSES, type Manifest } from "../../src/core/manifest.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";
import { encodePng } from "../../src/reader/encode-png.ts";
import { encodeModel } from "../../src/training/autograd/onnx-file.ts";
import { FAKE_MANIFEST } from "../helpers/fake-reader.ts";

/** A model that says 3 whatever it sees, with 90 %. */
async function writeModelOfThree(dir: string): Promise<string> {
  const bias = new Float32Array(11);
  bias[3] = Math.log(90);
  const weights = encodeModel({
    name: "three",
    nodes: [
      { op: "Flatten", inputs: ["image"], outputs: ["flat"] },
      { op: "Gemm", inputs: ["flat", "weights", "bias"], outputs: ["logits"] },
    ],
    constants: [
      { name: "weights", type: "float32", dims: [784, 11], data: new Float32Array(784 * 11) },
      { name: "bias", type: "float32", dims: [11], data: bias },
    ],
    inputs: [{ name: "image", type: "float32", dims: ["n", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", dims: ["n", 11] }],
  });
  const finder = readFileSync(join(import.meta.dirname, "../../models/finder.onnx"));
  const manifest: Manifest = {
    name: "three",
    version: "1.0.0",
    sha256: createHash("sha256").update(weights).digest("hex"),
    preprocessing_version: PREPROCESSING_VERSION,
    classes: CLASSES,
    ...{ weights: FAKE_MANIFEST.weights, number_weights: FAKE_MANIFEST.number_weights },
    finder_sha256: createHash("sha256").update(finder).digest("hex"),
    thresholds: [{ max_error: 0.1, confidence: 0.8, coverage: 1, n: 100 }],
    number_thresholds: [],
    scores: {},
    training: {},
  };
  await writeFile(join(dir, "three.onnx"), weights);
  await writeFile(join(dir, "finder.onnx"), finder);
  await writeFile(join(dir, "three.json"), JSON.stringify(manifest));
  return join(dir, "three.onnx");
}

/** A white stroke on black. */
function strokePng(): Uint8Array {
  const size = 28;
  return encodePng(
    Float32Array.from({ length: size * size }, (_, i) =>
      i % size >= 12 && i % size < 16 && i / size >= 4 && i / size < 24 ? 1 : 0,
    ),
    size,
    size,
  );
}

/** A folder with a model of threes, and pictures: one of each digit but two of the 3. */
async function prepareFolder(t: TestContext): Promise<{ dir: string; data: string; model: string }> {
  const dir = await mkdtemp(join(tmpdir(), "evaluate-"));
  t.after(() => rm(dir, { recursive: true }));
  const data = join(dir, "mine");
  for (let digit = 0; digit < 10; digit++) {
    await mkdir(join(data, String(digit)), { recursive: true });
    await writeFile(join(data, String(digit), "a.png"), strokePng());
  }
  await writeFile(join(data, "3", "b.png"), strokePng());
  return { dir, data, model: await writeModelOfThree(dir) };
}

async function run(...args: string[]): Promise<{ status: number; output: string }> {
  const printed: string[] = [];
  const status = await evaluate(args, (text) => printed.push(text));
  return { status, output: printed.join("\n") };
}

test("evaluate prints accuracy, classes and confusions of a folder of pictures", async (t) => {
  const { data, model } = await prepareFolder(t);
  const { status, output } = await run("--data", data, "--model", model);
  assert.equal(status, 0);
  assert.match(output, /2 of 11 right: 18\.18 %/);
  assert.match(output, /^ {6}3 {2}2 {6}2 {2}100\.00 % {4}18\.18 %$/m);
});

test("evaluate --json prints one object with the same figures", async (t) => {
  const { data, model } = await prepareFolder(t);
  const { status, output } = await run("--data", data, "--model", model, "--json", "--max-error", "0.2");
  assert.equal(status, 0);
  const { model: used, sets, no_digit } = JSON.parse(output);
  assert.deepEqual([used.name, used.version], ["three", "1.0.0"]);
  assert.equal(no_digit, null);
  assert.equal(sets.length, 1);
  const [set] = sets;
  assert.deepEqual([set.set, set.n, set.right, set.accepted.share, set.accepted.wrong], ["mine", 11, 2, 1, 9]);
  assert.ok(Math.abs(set.ece - (0.9 - 2 / 11)) < 1e-6);
});

test("a broken file counts as wrong, and is told by the exit status", async (t) => {
  const { data, model } = await prepareFolder(t);
  await writeFile(join(data, "3", "broken.png"), strokePng().subarray(0, 40));
  const { status, output } = await run("--data", data, "--model", model);
  assert.equal(status, 1);
  assert.match(output, /2 of 12 right/);
  assert.match(output, /1 could not be read/);
});

test("the page of misread pictures shows each beside what the network saw", async (t) => {
  const { dir, data, model } = await prepareFolder(t);
  await run("--data", data, "--model", model, "--misread", join(dir, "misread.html"));
  const page = await readFile(join(dir, "misread.html"), "utf8");
  assert.equal(page.match(/<figure>/g)?.length, 9);
  assert.equal(page.match(/<img /g)?.length, 18);
  assert.match(page, /<b>7 → 3<\/b> 90\.0 %/);
  assert.doesNotMatch(page, /https?:/);
});

for (const [name, args, message] of [
  ["no folder", [], /--data/],
  ["an option that there isn't", ["--data", ".", "--loud"], /--loud/],
  ["a folder that there isn't", ["--data", "/nowhere/at/all"], /nowhere/],
  ["an impossible error rate", ["--data", ".", "--max-error", "2"], /--max-error/],
] as const) {
  test(`${name} is a wrong call, and the message says which`, async () => {
    await assert.rejects(run(...args), { code: "usage", message });
  });
}

test("evaluate --help names every option", async () => {
  const { status, output } = await run("--help");
  assert.equal(status, 0);
  for (const option of ["--data", "--sets", "--json", "--max-error", "--misread", "--model"]) {
    assert.ok(output.includes(option), option);
  }
});
