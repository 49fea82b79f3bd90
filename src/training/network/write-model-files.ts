import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLASSES, type Manifest } from "../../core/manifest.ts";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";

/** What a manifest says beside what follows from its networks and this program. */
export type ManifestParts = Omit<
  Manifest,
  "sha256" | "finder_sha256" | "lines_sha256" | "quick_sha256" | "preprocessing_version" | "classes"
>;

/** The bytes of `.onnx` files. */
export interface Networks {
  readonly classifier: Uint8Array;
  readonly finder: Uint8Array;
  /** The line reader, where there is one. */
  readonly lines?: Uint8Array | undefined;
  /** The quick classifier, where there is one. */
  readonly quick?: Uint8Array | undefined;
}

/**
 * Writes a classifier, `finder.onnx`, `lines.onnx`, `quick.onnx` and a manifest into a folder, each whole or not at all.
 *
 * @param fileName of the classifier and the manifest, without their endings
 * @returns the manifest
 */
export async function writeModelFiles(
  folder: string,
  { classifier, finder, lines, quick }: Networks,
  parts: ManifestParts,
  fileName = "digits",
): Promise<Manifest> {
  // What an earlier manifest said of its networks is not true of these.
  const {
    name,
    version,
    sha256: _1,
    finder_sha256: _2,
    lines_sha256: _3,
    quick_sha256: _4,
    ...rest
  } = parts as Manifest;
  const manifest: Manifest = {
    ...{ name, version },
    ...{ sha256: sha256Of(classifier), finder_sha256: sha256Of(finder) },
    ...(lines && { lines_sha256: sha256Of(lines) }),
    ...(quick && { quick_sha256: sha256Of(quick) }),
    ...{ preprocessing_version: PREPROCESSING_VERSION, classes: CLASSES },
    ...rest,
  };
  await mkdir(folder, { recursive: true });
  await replace(join(folder, `${fileName}.onnx`), classifier);
  await replace(join(folder, "finder.onnx"), finder);
  if (lines) await replace(join(folder, "lines.onnx"), lines);
  if (quick) await replace(join(folder, "quick.onnx"), quick);
  await replace(join(folder, `${fileName}.json`), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function replace(path: string, content: Uint8Array | string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
