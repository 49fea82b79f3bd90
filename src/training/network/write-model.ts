import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLASS_COUNT, CLASSES, type Manifest, NON_DIGIT } from "../../core/manifest.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";
import { addToNonDigit, fitNonDigitBias, selectThresholds } from "../calibrate/calibrate.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { exportNetwork } from "./export.ts";
import { type NetworkConfig, planNetwork } from "./network.ts";
import { classifyBank } from "./validate.ts";

export interface ModelToWrite {
  readonly network: NetworkConfig;
  /** As `trainNetwork` gives it. */
  readonly average: Float32Array;
  /** Held out from training: one quarter fits temperature and bias, the rest gives the thresholds. */
  readonly validation: SampleBank;
  readonly version: string;
  readonly scores: Manifest["scores"];
  readonly training: Manifest["training"];
}

/** Share of the pictures that people send that is no digit, as confidences and thresholds assume it. */
export const NON_DIGIT_SHARE = 0.1;

/** Writes `digits.onnx` and `digits.json` into a folder, each whole or not at all, and gives the manifest. */
export async function writeModel(folder: string, model: ModelToWrite): Promise<Manifest> {
  const validation = thinNonDigits(model.validation, NON_DIGIT_SHARE);
  const logits = await classifyBank(exportNetwork(model.network, model.average), validation);
  const quarter = validation.labels.length >> 2;
  const split = quarter * CLASS_COUNT;
  const { nonDigitBias, temperature } = fitNonDigitBias(
    logits.subarray(0, split),
    validation.labels.subarray(0, quarter),
  );
  const bytes = exportNetwork(model.network, biasNonDigit(model, nonDigitBias));
  const heldOut = validation.labels.subarray(quarter);
  const manifest: Manifest = {
    name: "digits",
    version: model.version,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preprocessing_version: PREPROCESSING_VERSION,
    classes: CLASSES,
    temperature,
    thresholds: selectThresholds(addToNonDigit(logits.subarray(split), nonDigitBias), heldOut, temperature),
    scores: model.scores,
    training: { ...model.training, none_share: NON_DIGIT_SHARE, none_bias: Number(nonDigitBias.toFixed(3)) },
  };
  await mkdir(folder, { recursive: true });
  await replace(join(folder, "digits.onnx"), bytes);
  await replace(join(folder, "digits.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Leaves out samples of what is no digit, evenly, until they are at most this share. */
function thinNonDigits({ inputs, labels }: SampleBank, share: number): SampleBank {
  const nonDigits = labels.filter((label) => label === NON_DIGIT).length;
  const wanted = (share / (1 - share)) * (labels.length - nonDigits);
  const keptPerNonDigit = Math.min(1, wanted / nonDigits);
  let due = 0;
  const kept = [...labels.keys()].filter((i) => {
    if (labels[i] !== NON_DIGIT) return true;
    due += keptPerNonDigit;
    if (due < 1) return false;
    due--;
    return true;
  });
  const thinned = new Uint8Array(kept.length * INPUT_PIXELS);
  for (const [to, from] of kept.entries())
    thinned.set(inputs.subarray(from * INPUT_PIXELS, (from + 1) * INPUT_PIXELS), to * INPUT_PIXELS);
  return { inputs: thinned, labels: Uint8Array.from(kept, (i) => labels[i]) };
}

/** The bias goes into the last layer, so that whoever runs the network need not know of it. */
function biasNonDigit({ network, average }: ModelToWrite, nonDigitBias: number): Float32Array {
  const biased = average.slice();
  const head = planNetwork(network).parameters.find(({ name }) => name === "head.bias")!;
  biased[head.offset + NON_DIGIT] += nonDigitBias;
  return biased;
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
