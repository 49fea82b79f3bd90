import { createHash } from "node:crypto";
import { CLASSES, type Manifest } from "../core/manifest.ts";
import { PREPROCESSING_VERSION } from "../core/preprocessing-version.ts";
import { PredictorError } from "../errors.ts";
import { openPlainFile } from "./open-plain-file.ts";

export interface Model {
  readonly weights: Uint8Array;
  readonly manifest: Manifest;
}

/**
 * Reads a model and the manifest beside it (`digits.onnx`, `digits.json`), and checks that they belong together and to this
 * program.
 *
 * @param path the `.onnx` file
 * @throws PredictorError `model_unusable`
 */
export async function loadModel(path: string): Promise<Model> {
  const manifest = checkManifest(await read(`${path.replace(/\.onnx$/, "")}.json`));
  const weights = await read(path);
  const sha256 = createHash("sha256").update(weights).digest("hex");
  if (sha256 !== manifest.sha256) {
    throw new PredictorError(
      "model_unusable",
      `${path} is not the file that its manifest describes (SHA-256 differs). Install both anew.`,
    );
  }
  return { weights, manifest };
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
    manifest = JSON.parse(bytes.toString("utf8")) as Manifest;
  } catch (cause) {
    throw new PredictorError("model_unusable", "The model's manifest is no JSON. Install the model anew.", { cause });
  }
  const fits =
    typeof manifest?.name === "string" &&
    typeof manifest.version === "string" &&
    typeof manifest.sha256 === "string" &&
    typeof manifest.temperature === "number" &&
    manifest.temperature > 0 &&
    Array.isArray(manifest.thresholds) &&
    manifest.thresholds.every((each) => Number.isFinite(each?.max_error) && Number.isFinite(each.confidence)) &&
    Array.isArray(manifest.classes) &&
    manifest.classes.join() === CLASSES.join();
  if (!fits) throw new PredictorError("model_unusable", "The model's manifest lacks something or is of another kind.");
  if (manifest.preprocessing_version !== PREPROCESSING_VERSION) {
    throw new PredictorError(
      "model_unusable",
      `The model was trained with preparation ${manifest.preprocessing_version}, this program has ${PREPROCESSING_VERSION}. Install the model of this release, or train anew.`,
    );
  }
  return manifest;
}
