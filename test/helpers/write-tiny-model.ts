import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLASSES, type Manifest } from "../../src/core/manifest.ts";
import { PREPROCESSING_VERSION } from "../../src/core/preprocessing-version.ts";
import { encodeModel } from "../../src/training/autograd/onnx-file.ts";

/**
 * Writes a model of a few bytes and its manifest into a folder: it answers every picture with the same digit, at about 99.9 %.
 *
 * @param evidence logit of that digit
 * @returns the path of the `.onnx` file
 */
export function writeTinyModel(folder: string, digit: number, changes: Partial<Manifest> = {}, evidence = 9): string {
  const weights = new Float32Array(784 * CLASSES.length);
  const bias = new Float32Array(CLASSES.length);
  bias[digit] = evidence;
  const model = encodeModel({
    name: "tiny",
    nodes: [
      { op: "Flatten", inputs: ["image"], outputs: ["flat"] },
      { op: "Gemm", inputs: ["flat", "weights", "bias"], outputs: ["logits"] },
    ],
    constants: [
      { name: "weights", type: "float32", dims: [784, CLASSES.length], data: weights },
      { name: "bias", type: "float32", dims: [CLASSES.length], data: bias },
    ],
    inputs: [{ name: "image", type: "float32", dims: ["n", 1, 28, 28] }],
    outputs: [{ name: "logits", type: "float32", dims: ["n", CLASSES.length] }],
  });
  const manifest: Manifest = {
    name: "digits",
    version: "0.0.1",
    sha256: createHash("sha256").update(model).digest("hex"),
    preprocessing_version: PREPROCESSING_VERSION,
    classes: CLASSES,
    temperature: 1,
    thresholds: [{ max_error: 0.01, confidence: 0.9, coverage: 1, n: 1000 }],
    scores: {},
    training: {},
    ...changes,
  };
  const path = join(folder, "digits.onnx");
  writeFileSync(path, model);
  writeFileSync(join(folder, "digits.json"), JSON.stringify(manifest, undefined, 2));
  return path;
}
