import { glob, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** By their names; of a folder only these are taken, so that notes and archives in it are no failures. */
const IMAGE_FILE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i;
const BY_NAME = new Intl.Collator("en", { numeric: true }).compare;

export interface FoundImages {
  /** In the order given, and by name within a folder or a pattern. */
  readonly files: string[];
  /** What is in a folder and was not taken. */
  readonly skipped: string[];
  /** What is wrong with an operand. */
  readonly problems: string[];
}

/** Files to read. Patterns such as `scans/*.png` are expanded here too, since not every shell does it. */
export async function findImages(operands: readonly string[]): Promise<FoundImages> {
  const found: FoundImages = { files: [], skipped: [], problems: [] };
  for (const operand of operands) {
    if (operand === "-") found.files.push(operand);
    else await take(operand, found, true);
  }
  return found;
}

async function take(operand: string, found: FoundImages, mayBePattern: boolean): Promise<void> {
  const info = await stat(operand).catch((error: NodeJS.ErrnoException) => error);
  if (!(info instanceof Error)) {
    if (!info.isDirectory()) found.files.push(operand);
    else await takeFolder(operand, found);
    return;
  }
  const isPattern = mayBePattern && /[*?[{]/.test(operand);
  const matches: string[] = [];
  if (isPattern) for await (const match of glob(operand)) matches.push(match);
  for (const match of matches.sort(BY_NAME)) await take(match, found, false);
  if (matches.length > 0) return;
  const isMissing = info.code === "ENOENT" || info.code === "ENOTDIR";
  const missing = isPattern ? "No file matches this pattern." : "There is no such file or folder.";
  found.problems.push(`${operand}: ${isMissing || isPattern ? missing : info.message}`);
}

async function takeFolder(folder: string, found: FoundImages): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const images: string[] = [];
  const others: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const info = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    if (entry.isDirectory()) continue;
    (info?.isFile() && IMAGE_FILE.test(entry.name) ? images : others).push(path);
  }
  if (images.length === 0) found.problems.push(`${folder}: There is no picture in this folder.`);
  found.files.push(...images.sort(BY_NAME));
  found.skipped.push(...others.sort(BY_NAME));
}
