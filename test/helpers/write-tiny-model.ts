import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CHANNEL_COUNT, CHANNELS, STRIDE, UNIT_SIZE } from "../../src/core/find/cells.ts";
import { STRIP_ROWS, STRIP_STRIDE } from "../../src/core/line/strip.ts";
import { CLASSES, type Manifest } from "../../src/core/manifest.ts";
import { NO_WEIGHTS } from "../../src/core/numbers/number-features.ts";
import { INPUT_SIZE } from "../../src/core/picture.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";
import { encodeModel } from "../../src/training/autograd/onnx-file.ts";

/**
 * Writes a model of a few bytes and its manifest into a folder: it answers every picture with the same digit, at about 99.9 %.
 *
 * @param evidence logit of that digit
 * @returns the path of the classifier's `.onnx` file; `finder.onnx` and `digits.json` lie beside it
 */
export function writeTinyModel(folder: string, digit: number, changes: Partial<Manifest> = {}, evidence = 9): string {
  const classifier = encodeTinyClassifier(digit, evidence);
  const finder = encodeTinyFinder();
  const manifest: Manifest = {
    name: "digits",
    version: "0.0.1",
    sha256: sha256Of(classifier),
    finder_sha256: sha256Of(finder),
    preprocessing_version: PREPROCESSING_VERSION,
    classes: CLASSES,
    weights: {
      classifier: 1,
      finder: 0,
      presence: 0,
      bias: 0,
      alone: 1,
      alone_bias: 0,
      chosen_none: 1,
      chosen_bias: 0,
      nothing: 0.9,
    },
    thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 1, n: 1000 }],
    number_weights: { ...NO_WEIGHTS, posterior: 1, beside_others: -1 },
    number_thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 1, n: 1000 }],
    scores: {},
    training: {},
    ...changes,
  };
  const path = join(folder, "digits.onnx");
  writeFileSync(path, classifier);
  writeFileSync(join(folder, "finder.onnx"), finder);
  writeFileSync(join(folder, "digits.json"), JSON.stringify(manifest, undefined, 2));
  return path;
}

/**
 * Gives a tiny model a line reader, which says the same digit of every column.
 *
 * @param path as `writeTinyModel` returns it
 */
export function addTinyLineReader(path: string, digit: number, changes: Partial<Manifest> = {}, evidence = 9): void {
  const lines = encodeTinyLineReader(digit, evidence);
  writeFileSync(join(dirname(path), "lines.onnx"), lines);
  const manifest: Manifest = {
    ...JSON.parse(readFileSync(join(dirname(path), "digits.json"), "utf8")),
    lines_sha256: sha256Of(lines),
    line_weights: { alone: 0.5, alone_none: 0.5, line: 0.5, line_none: 0.5, bias: 0 },
    ...changes,
  };
  writeFileSync(join(dirname(path), "digits.json"), JSON.stringify(manifest, undefined, 2));
}

/**
 * Gives a tiny model a quick classifier, which says the same digit of every picture.
 *
 * @param path as `writeTinyModel` returns it
 */
export function addTinyQuickClassifier(
  path: string,
  digit: number,
  changes: Partial<Manifest> = {},
  evidence = 9,
): void {
  const quick = encodeTinyQuickClassifier(digit, evidence);
  writeFileSync(join(dirname(path), "quick.onnx"), quick);
  const manifest: Manifest = {
    ...JSON.parse(readFileSync(join(dirname(path), "digits.json"), "utf8")),
    quick_sha256: sha256Of(quick),
    quick_weights: { alone: 1, alone_bias: 0, sure: 0.99 },
    ...changes,
  };
  writeFileSync(join(dirname(path), "digits.json"), JSON.stringify(manifest, undefined, 2));
}

/** Of operators that our own engine has. */
function encodeTinyQuickClassifier(digit: number, evidence: number): Uint8Array {
  const bias = new Float32Array(CLASSES.length);
  bias[digit] = evidence;
  const kernel = [CLASSES.length, 1, INPUT_SIZE, INPUT_SIZE];
  return encodeModel({
    name: "tiny quick classifier",
    nodes: [
      {
        op: "Conv",
        inputs: ["image", "kernel", "bias"],
        outputs: ["pixel"],
        attributes: { kernel_shape: [INPUT_SIZE, INPUT_SIZE] },
      },
      { op: "Flatten", inputs: ["pixel"], outputs: ["logits"] },
    ],
    constants: [
      { name: "kernel", type: "float32", dims: kernel, data: new Float32Array(CLASSES.length * INPUT_SIZE ** 2) },
      { name: "bias", type: "float32", dims: [CLASSES.length], data: bias },
    ],
    inputs: [{ name: "image", type: "float32", dims: ["n", 1, INPUT_SIZE, INPUT_SIZE] }],
    outputs: [{ name: "logits", type: "float32", dims: ["n", CLASSES.length] }],
  });
}

function encodeTinyLineReader(digit: number, evidence: number): Uint8Array {
  const bias = new Float32Array(CLASSES.length);
  bias[digit] = evidence;
  const kernel = [CLASSES.length, 3, STRIP_ROWS, STRIP_STRIDE];
  const zeros = new Float32Array(CLASSES.length * 3 * STRIP_ROWS * STRIP_STRIDE);
  return encodeModel({
    name: "tiny line reader",
    nodes: [
      {
        op: "Conv",
        inputs: ["strip", "kernel", "bias"],
        outputs: ["columns"],
        attributes: { kernel_shape: [STRIP_ROWS, STRIP_STRIDE], strides: [STRIP_ROWS, STRIP_STRIDE] },
      },
    ],
    constants: [
      { name: "kernel", type: "float32", dims: kernel, data: zeros },
      { name: "bias", type: "float32", dims: [CLASSES.length], data: bias },
    ],
    inputs: [{ name: "strip", type: "float32", dims: ["n", 3, STRIP_ROWS, "width"] }],
    outputs: [{ name: "columns", type: "float32", dims: ["n", CLASSES.length, 1, "columns"] }],
  });
}

/** Says the same digit of everything. */
function encodeTinyClassifier(digit: number, evidence: number): Uint8Array {
  const bias = new Float32Array(CLASSES.length);
  bias[digit] = evidence;
  return encodeModel({
    name: "tiny classifier",
    nodes: [
      { op: "Flatten", inputs: ["image"], outputs: ["flat"] },
      { op: "Gemm", inputs: ["flat", "weights", "bias"], outputs: ["logits"] },
    ],
    constants: [
      { name: "weights", type: "float32", dims: [784, CLASSES.length], data: new Float32Array(784 * CLASSES.length) },
      { name: "bias", type: "float32", dims: [CLASSES.length], data: bias },
    ],
    inputs: [{ name: "image", type: "float32", dims: ["n", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", dims: ["n", CLASSES.length] }],
  });
}

/** Where the one digit is, in pixels of the finder's input. */
const PLACE = { centre: 48, side: 80 };

/** Finds one digit, always in the same place, on every picture that has some contrast. */
function encodeTinyFinder(): Uint8Array {
  const cells = new Float32Array(CHANNEL_COUNT);
  // All cells are alike: of equal neighbours the first is the peak, so that it is the one at the top left.
  cells[CHANNELS.centre] = -5;
  cells[CHANNELS.small] = -9;
  cells[CHANNELS.width] = cells[CHANNELS.height] = Math.log(PLACE.side / UNIT_SIZE);
  cells[CHANNELS.x] = cells[CHANNELS.y] = PLACE.centre / STRIDE - 0.5;
  const contrastGain = new Float32Array(CHANNEL_COUNT);
  contrastGain[CHANNELS.centre] = 10;
  const kernel = [CHANNEL_COUNT, 3, STRIDE, STRIDE];
  return encodeModel({
    name: "tiny finder",
    nodes: [
      {
        op: "Conv",
        inputs: ["picture", "kernel", "cell"],
        outputs: ["blank"],
        attributes: { kernel_shape: [STRIDE, STRIDE], strides: [STRIDE, STRIDE] },
      },
      { op: "Abs", inputs: ["picture"], outputs: ["contrasts"] },
      { op: "ReduceMax", inputs: ["contrasts", "axes"], outputs: ["contrast"], attributes: { keepdims: 1 } },
      { op: "Mul", inputs: ["contrast", "gain"], outputs: ["ink"] },
      { op: "Add", inputs: ["blank", "ink"], outputs: ["cells"] },
    ],
    constants: [
      {
        name: "kernel",
        type: "float32",
        dims: kernel,
        data: new Float32Array(CHANNEL_COUNT * 3 * STRIDE * STRIDE),
      },
      { name: "cell", type: "float32", dims: [CHANNEL_COUNT], data: cells },
      { name: "axes", type: "int64", dims: [3], data: BigInt64Array.of(1n, 2n, 3n) },
      { name: "gain", type: "float32", dims: [1, CHANNEL_COUNT, 1, 1], data: contrastGain },
    ],
    inputs: [{ name: "picture", type: "float32", dims: ["n", 3, "height", "width"] }],
    outputs: [{ name: "cells", type: "float32", dims: ["n", CHANNEL_COUNT, "rows", "columns"] }],
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
