import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLASSES, type Manifest } from "../model/manifest.ts";
import { PREPARATION_VERSION } from "../vision/preparation-version.ts";
import { fitTemperature, selectThresholds } from "./calibrate.ts";
import { exportNetwork } from "./export.ts";
import type { NetworkConfig } from "./network.ts";
import { CLASSES as CLASS_COUNT, PIXELS, type SampleBank } from "./sample-bank.ts";
import { classifyBank } from "./validate.ts";

export interface ModelToWrite {
  readonly network: NetworkConfig;
  /** As `trainNetwork` gives it. */
  readonly average: Float32Array;
  /** Held out from training: one half fits the temperature, the other gives the thresholds. */
  readonly validation: SampleBank;
  readonly version: string;
  readonly scores: Manifest["scores"];
  readonly training: Manifest["training"];
}

/** Writes `digits.onnx` and `digits.json` into a folder, each whole or not at all, and gives the manifest. */
export async function writeModel(folder: string, model: ModelToWrite): Promise<Manifest> {
  const bytes = exportNetwork(model.network, model.average);
  const { validation } = model;
  const half = validation.labels.length >> 1;
  const logits = await classifyBank(bytes, {
    inputs: validation.inputs.subarray(0, 2 * half * PIXELS),
    labels: validation.labels.subarray(0, 2 * half),
  });
  const split = half * CLASS_COUNT;
  const temperature = fitTemperature(logits.subarray(0, split), validation.labels.subarray(0, half));
  const heldOut = validation.labels.subarray(half, 2 * half);
  const manifest: Manifest = {
    name: "digits",
    version: model.version,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preprocessing_version: PREPARATION_VERSION,
    classes: CLASSES,
    temperature,
    thresholds: selectThresholds(logits.subarray(split), heldOut, temperature),
    scores: model.scores,
    training: model.training,
  };
  await mkdir(folder, { recursive: true });
  await replace(join(folder, "digits.onnx"), bytes);
  await replace(join(folder, "digits.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
