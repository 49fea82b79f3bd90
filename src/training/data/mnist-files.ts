import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import { unzipped } from "./idx.ts";

/** What training needs of MNIST, with the SHA-256 of each file's unpacked content. */
export const MNIST_FILES: Readonly<Record<string, string>> = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
};

/** The first that answers is taken. */
export const MNIST_MIRRORS = [
  "https://ossci-datasets.s3.amazonaws.com/mnist/",
  "https://storage.googleapis.com/cvdf-datasets/mnist/",
];

const MAX_WAIT_MS = 120_000;

/** Where one of MNIST's files is: in `dataDir` or its folder `mnist`, gzipped or not; undefined if it is in neither. */
export function findMnistFile(dataDir: string, name: string): string | undefined {
  const folders = [join(dataDir, "mnist"), dataDir];
  return folders.flatMap((folder) => [join(folder, `${name}.gz`), join(folder, name)]).find(existsSync);
}

/**
 * Downloads what is missing or damaged of MNIST into `dataDir`/mnist. A file is only kept if its content is the canonical one.
 *
 * @throws Error if no mirror has it
 */
export async function downloadMnist(
  dataDir: string,
  mirrors: readonly string[] = MNIST_MIRRORS,
  files: Readonly<Record<string, string>> = MNIST_FILES,
): Promise<void> {
  await mkdir(join(dataDir, "mnist"), { recursive: true });
  for (const [name, sha256] of Object.entries(files)) {
    const path = join(dataDir, "mnist", `${name}.gz`);
    if (existsSync(path) && hashOf(await readFile(path)) === sha256) continue;
    const bytes = await downloadFrom(mirrors, `${name}.gz`, sha256);
    await writeFile(`${path}.new`, bytes);
    await rename(`${path}.new`, path);
  }
}

/** @throws PredictorError `usage` if a file that training needs is missing */
export function checkMnist(dataDir: string): void {
  for (const name of Object.keys(MNIST_FILES)) {
    if (findMnistFile(dataDir, name)) continue;
    throw new PredictorError("usage", `There is no ${name} (or ${name}.gz) in ${dataDir} or its folder mnist.`);
  }
}

async function downloadFrom(mirrors: readonly string[], file: string, sha256: string): Promise<Uint8Array> {
  const reasons: string[] = [];
  for (const mirror of mirrors) {
    try {
      const response = await fetch(new URL(file, mirror), { signal: AbortSignal.timeout(MAX_WAIT_MS) });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (hashOf(bytes) === sha256) return bytes;
      throw new Error("its content has another SHA-256");
    } catch (error) {
      reasons.push(`${mirror}: ${(error as Error).message}`);
    }
  }
  throw new Error(`${file} could not be downloaded (${reasons.join("; ")}). Give a folder that has it with --data.`);
}

/** SHA-256 of the unpacked content; of the bytes as they are where they can't be unpacked. */
function hashOf(bytes: Uint8Array): string {
  let content = bytes;
  try {
    content = unzipped(bytes);
  } catch {
    // Damaged: its hash fits nothing either.
  }
  return createHash("sha256").update(content).digest("hex");
}
