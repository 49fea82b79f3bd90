import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLASSES, type Manifest, NONE } from "../../core/manifest.ts";
import { PREPARATION_VERSION } from "../../core/preprocessing-version.ts";
import { addToNone, fitNoneBias, selectThresholds } from "../calibrate/calibrate.ts";
import { CLASSES as CLASS_COUNT, PIXELS, type SampleBank } from "../data/sample-bank.ts";
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
export const NONE_SHARE = 0.1;

/** Writes `digits.onnx` and `digits.json` into a folder, each whole or not at all, and gives the manifest. */
export async function writeModel(folder: string, model: ModelToWrite): Promise<Manifest> {
  const validation = thinNone(model.validation, NONE_SHARE);
  const logits = await classifyBank(exportNetwork(model.network, model.average), validation);
  const quarter = validation.labels.length >> 2;
  const split = quarter * CLASS_COUNT;
  const { noneBias, temperature } = fitNoneBias(logits.subarray(0, split), validation.labels.subarray(0, quarter));
  const bytes = exportNetwork(model.network, biasNone(model, noneBias));
  const heldOut = validation.labels.subarray(quarter);
  const manifest: Manifest = {
    name: "digits",
    version: model.version,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    preprocessing_version: PREPARATION_VERSION,
    classes: CLASSES,
    temperature,
    thresholds: selectThresholds(addToNone(logits.subarray(split), noneBias), heldOut, temperature),
    scores: model.scores,
    training: { ...model.training, none_share: NONE_SHARE, none_bias: Number(noneBias.toFixed(3)) },
  };
  await mkdir(folder, { recursive: true });
  await replace(join(folder, "digits.onnx"), bytes);
  await replace(join(folder, "digits.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Leaves out samples of what is no digit, evenly, until they are at most this share. */
function thinNone({ inputs, labels }: SampleBank, share: number): SampleBank {
  const none = labels.filter((label) => label === NONE).length;
  const wanted = (share / (1 - share)) * (labels.length - none);
  const keptPerNone = Math.min(1, wanted / none);
  let due = 0;
  const kept = [...labels.keys()].filter((i) => {
    if (labels[i] !== NONE) return true;
    due += keptPerNone;
    if (due < 1) return false;
    due--;
    return true;
  });
  const thinned = new Uint8Array(kept.length * PIXELS);
  for (const [to, from] of kept.entries())
    thinned.set(inputs.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  return { inputs: thinned, labels: Uint8Array.from(kept, (i) => labels[i]) };
}

/** The bias goes into the last layer, so that whoever runs the network need not know of it. */
function biasNone({ network, average }: ModelToWrite, noneBias: number): Float32Array {
  const biased = average.slice();
  const head = planNetwork(network).parameters.find(({ name }) => name === "head.bias")!;
  biased[head.offset + NONE] += noneBias;
  return biased;
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
