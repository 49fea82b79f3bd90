import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { CLASSES, type Manifest, type NumberWeights, type ReadingWeights } from "../core/manifest.ts";
import { NUMBER_FEATURES } from "../core/numbers/number-features.ts";
import { PREPROCESSING_VERSION } from "../core/preprocessing-version.ts";
import { PredictorError } from "../errors.ts";
import { openPlainFile } from "./open-plain-file.ts";

export interface Model {
  /** The bytes of `digits.onnx`. */
  readonly classifier: Uint8Array;
  /** The bytes of `finder.onnx`. */
  readonly finder: Uint8Array;
  /** The bytes of `lines.onnx`; undefined where the model has no line reader. */
  readonly lines?: Uint8Array | undefined;
  /** The bytes of `quick.onnx`; undefined where the model has no quick classifier. */
  readonly quick?: Uint8Array | undefined;
  readonly manifest: Manifest;
}

const WEIGHTS = [
  ...["classifier", "finder", "presence", "bias", "alone", "alone_bias", "chosen_none", "chosen_bias", "nothing"],
] as const;
const LINE_WEIGHTS = ["alone", "alone_none", "line", "line_none", "bias"] as const;
const QUICK_WEIGHTS = ["alone", "alone_bias", "sure"] as const;
/** For manifests from before these weights: with these values they read as they did then. */
const OLD_WEIGHTS: Partial<ReadingWeights> = { chosen_none: 1, chosen_bias: 0 };
const OLD_NUMBER_WEIGHTS: Partial<NumberWeights> = {
  ...{ presence: 0, unread: 0, missed: 0, agrees: 0, plain: 0, plain_posterior: 0 },
  beside_others: -1,
};

/**
 * Reads a model: the classifier, and beside it the finder, the line reader, the quick classifier and the manifest (`digits.onnx`,
 * `finder.onnx`, `lines.onnx`, `quick.onnx`, `digits.json`). Models from before version 2.2.0 have no line reader, those from before
 * 2.5.0 and those that were taught no quick classifier. Checks that they belong together and to this program.
 *
 * @param path the classifier's `.onnx` file
 * @throws PredictorError `model_unusable`
 */
export async function loadModel(path: string): Promise<Model> {
  const manifest = checkManifest(await read(`${path.replace(/\.onnx$/, "")}.json`));
  const [classifier, finder, lines, quick] = await Promise.all([
    readNetwork(path, manifest.sha256),
    readNetwork(join(dirname(path), "finder.onnx"), manifest.finder_sha256),
    manifest.lines_sha256 === undefined
      ? undefined
      : readNetwork(join(dirname(path), "lines.onnx"), manifest.lines_sha256),
    manifest.quick_sha256 === undefined
      ? undefined
      : readNetwork(join(dirname(path), "quick.onnx"), manifest.quick_sha256),
  ]);
  return { classifier, finder, lines, quick, manifest };
}

async function readNetwork(path: string, sha256: string): Promise<Buffer> {
  const bytes = await read(path);
  checkSum(path, bytes, sha256);
  return bytes;
}

function checkSum(path: string, bytes: Buffer, expected: string): void {
  if (createHash("sha256").update(bytes).digest("hex") === expected) return;
  throw new PredictorError(
    "model_unusable",
    `${path} is not the file that its manifest describes (SHA-256 differs). Install the model anew.`,
  );
}

async function read(path: string): Promise<Buffer> {
  try {
    const file = await openPlainFile(path);
    return await file.readFile().finally(() => file.close());
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? cause.code : "unreadable";
    throw new PredictorError("model_unusable", `The model file ${path} can't be read (${reason}).`, { cause });
  }
}

function checkManifest(bytes: Buffer): Manifest {
  let manifest: Manifest;
  try {
    manifest = withAllWeights(JSON.parse(bytes.toString("utf8")) as Manifest);
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model's manifest is no JSON. Install the model anew.", { cause });
  }
  const fits =
    typeof manifest?.name === "string" &&
    typeof manifest.version === "string" &&
    typeof manifest.sha256 === "string" &&
    typeof manifest.finder_sha256 === "string" &&
    hasNumbers(manifest.weights, WEIGHTS) &&
    (manifest.lines_sha256 === undefined ||
      (typeof manifest.lines_sha256 === "string" && hasNumbers(manifest.line_weights, LINE_WEIGHTS))) &&
    (manifest.quick_sha256 === undefined ||
      (typeof manifest.quick_sha256 === "string" && hasNumbers(manifest.quick_weights, QUICK_WEIGHTS))) &&
    hasNumbers(manifest.number_weights, ["bias", ...NUMBER_FEATURES, "beside_others"]) &&
    [manifest.thresholds, manifest.number_thresholds].every(areThresholds) &&
    Array.isArray(manifest.classes) &&
    manifest.classes.join() === CLASSES.join();
  if (typeof manifest?.preprocessing_version === "number" && manifest.preprocessing_version !== PREPROCESSING_VERSION) {
    throw new PredictorError(
      "model_unusable",
      `The model was trained with preparation ${manifest.preprocessing_version}, this program has ${PREPROCESSING_VERSION}. Install the model of this release, or train anew.`,
    );
  }
  if (!fits) throw new PredictorError("model_unusable", "The model's manifest lacks something or is of another kind.");
  return manifest;
}

function withAllWeights(manifest: Manifest): Manifest {
  const weights = { ...OLD_WEIGHTS, ...manifest?.weights };
  const number_weights = { ...OLD_NUMBER_WEIGHTS, ...manifest?.number_weights };
  return { ...manifest, weights, number_weights };
}

function hasNumbers(values: unknown, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite((values as Record<string, unknown> | undefined)?.[name]));
}

function areThresholds(thresholds: unknown): boolean {
  return Array.isArray(thresholds) && thresholds.every((each) => hasNumbers(each, ["max_error", "confidence"]));
}
