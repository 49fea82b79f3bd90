import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CLASSES, type Manifest } from "../../core/manifest.ts";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";

/** What a manifest says beside what follows from its networks and this program. */
export type ManifestParts = Omit<
  Manifest,
  "sha256" | "finder_sha256" | "lines_sha256" | "preprocessing_version" | "classes"
>;

/** The bytes of `.onnx` files. */
export interface Networks {
  readonly classifier: Uint8Array;
  readonly finder: Uint8Array;
  /** The line reader, where there is one. */
  readonly lines?: Uint8Array | undefined;
}

/**
 * Writes a classifier, `finder.onnx`, `lines.onnx` and a manifest into a folder, each whole or not at all.
 *
 * @param fileName of the classifier and the manifest, without their endings
 * @returns the manifest
 */
export async function writeModelFiles(
  folder: string,
  { classifier, finder, lines }: Networks,
  parts: ManifestParts,
  fileName = "digits",
): Promise<Manifest> {
  const { name, version, ...rest } = parts;
  const manifest: Manifest = {
    ...{ name, version },
    ...{ sha256: sha256Of(classifier), finder_sha256: sha256Of(finder) },
    ...(lines && { lines_sha256: sha256Of(lines) }),
    ...{ preprocessing_version: PREPROCESSING_VERSION, classes: CLASSES },
    ...rest,
  };
  await mkdir(folder, { recursive: true });
  await replace(join(folder, `${fileName}.onnx`), classifier);
  await replace(join(folder, "finder.onnx"), finder);
  if (lines) await replace(join(folder, "lines.onnx"), lines);
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
