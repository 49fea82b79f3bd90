import { CLASS_COUNT, type Manifest, NON_DIGIT } from "../../core/manifest.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { addToNonDigit, fitNonDigitBias, NON_DIGIT_SHARE, selectThresholds } from "../calibrate/calibrate.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { type ClassifierConfig, classifierNetwork } from "./classifier-network.ts";
import { exportNetwork } from "./export-network.ts";
import { foldLayers } from "./folded-layers.ts";
import { classifyBank } from "./validate.ts";
import { writeModelFiles } from "./write-model-files.ts";

/** What a manifest says of a finder and of how it goes together with a classifier: fitted on whole pictures, not here. */
export type FinderFit = Pick<Manifest, "weights" | "line_weights" | "number_weights" | "number_thresholds">;

export interface ModelToWrite {
  readonly config: ClassifierConfig;
  /** The classifier's, as `trainNetwork` gives it. */
  readonly average: Float32Array;
  /** The finder's `.onnx` file, which goes into the model as it is. */
  readonly finder: Uint8Array;
  /** The line reader's, the same. */
  readonly lines?: Uint8Array | undefined;
  readonly finderFit: FinderFit;
  /** Held out from training: one quarter fits what the classifier says alone, the rest gives the thresholds. */
  readonly validation: SampleBank;
  readonly name: string;
  readonly version: string;
  readonly scores: Manifest["scores"];
  readonly training: Manifest["training"];
}

/**
 * Writes a model into a folder, `digits.onnx`, `finder.onnx`, `lines.onnx` and `digits.json`, each whole or not at all.
 *
 * @returns the manifest
 */
export async function writeModel(folder: string, model: ModelToWrite): Promise<Manifest> {
  const { config, average, finder, lines, finderFit, validation } = model;
  const network = classifierNetwork(config);
  const classifier = exportNetwork(network, foldLayers(network, average));
  const { alone, alone_bias, thresholds } = await calibrate(classifier, thinNonDigits(validation, NON_DIGIT_SHARE));
  const { name, version, scores, training } = model;
  const { line_weights, number_weights, number_thresholds } = finderFit;
  const networks = { classifier, finder, lines };
  return await writeModelFiles(folder, networks, {
    ...{ name, version, scores, thresholds, number_weights, number_thresholds },
    ...(line_weights && { line_weights }),
    weights: { ...finderFit.weights, alone, alone_bias },
    training: { ...training, none_share: NON_DIGIT_SHARE },
  });
}

/** What the classifier's logits mean where the finder is not asked, and which confidences are accepted. */
async function calibrate(
  classifier: Uint8Array,
  validation: SampleBank,
): Promise<Pick<Manifest["weights"], "alone" | "alone_bias"> & Pick<Manifest, "thresholds">> {
  const logits = await classifyBank(classifier, validation);
  const quarter = validation.labels.length >> 2;
  const split = quarter * CLASS_COUNT;
  const fit = fitNonDigitBias(logits.subarray(0, split), validation.labels.subarray(0, quarter));
  const biased = addToNonDigit(logits.subarray(split), fit.nonDigitBias);
  return {
    alone: 1 / fit.temperature,
    alone_bias: fit.nonDigitBias / fit.temperature,
    thresholds: selectThresholds(biased, validation.labels.subarray(quarter), fit.temperature),
  };
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
