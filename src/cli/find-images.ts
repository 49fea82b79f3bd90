import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** By their names; of a folder only these are taken, so that notes and archives in it are no failures. */
const IMAGE_FILE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;

/** Files to read, in the order given and by name within a folder, and what is wrong with the rest. */
export async function findImages(operands: readonly string[]): Promise<{ files: string[]; problems: string[] }> {
  const files: string[] = [];
  const problems: string[] = [];
  for (const operand of operands) {
    const info = operand === "-" ? undefined : await stat(operand).catch((error: NodeJS.ErrnoException) => error);
    if (info instanceof Error) {
      problems.push(`${operand}: ${info.code === "ENOENT" ? "There is no such file or folder." : info.message}`);
    } else if (info?.isDirectory()) {
      const found = await listImages(operand);
      if (found.length === 0) problems.push(`${operand}: There is no picture in this folder.`);
      files.push(...found);
    } else {
      files.push(operand);
    }
  }
  return { files, problems };
}

async function listImages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && IMAGE_FILE.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort(new Intl.Collator("en", { numeric: true }).compare);
}
