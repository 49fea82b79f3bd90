import { constants } from "node:fs";
import { type FileHandle, readlink, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { PredictorError } from "../errors.ts";
import { openPlainFile } from "../reader/open-plain-file.ts";

/** The folder whose pictures clients may name by path. */
export interface ImageFolder {
  /**
   * @param path relative to the folder, or absolute and inside of it
   * @param take told of the file's size before it is read; may throw
   * @throws PredictorError `not_found` if there is no such file or it lies outside, which look the same; `file_too_large`
   */
  read(path: string, take: (bytes: number) => void): Promise<Uint8Array>;
}

export function createImageFolder(root: string, maxFileBytes: number): ImageFolder {
  return {
    async read(path, take) {
      const handle = await openInside(root, path).catch(() => null);
      if (handle === null) throw new PredictorError("not_found", "There is no such file below the image root.");
      try {
        return await readFile(handle, maxFileBytes, take);
      } finally {
        await handle.close();
      }
    },
  };
}

/** Opens a file, or null where it lies outside once all links are followed. */
async function openInside(root: string, path: string): Promise<FileHandle | null> {
  if (path.split(/[\\/]/).includes("..")) return null;
  const folder = await realpath(root);
  const whole = isAbsolute(path) ? path : join(folder, path);
  // What lies elsewhere is not even looked at, so that no client learns what there is.
  if (![folder, resolve(root)].some((base) => isInside(whole, base))) return null;
  const file = await realpath(whole);
  if (!isInside(file, folder)) return null;
  const handle = await openPlainFile(file, constants.O_NOFOLLOW);
  // A folder on the way may have been swapped for a link since: what counts is where the file that was opened lies.
  const opened = await locate(handle, file).catch(() => null);
  if (opened !== null && isInside(opened, folder)) return handle;
  await handle.close();
  return null;
}

function isInside(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Where an open file lies, or null where that can't be told. */
async function locate(handle: FileHandle, path: string): Promise<string | null> {
  const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null); // Linux knows it
  if (opened !== null) return opened;
  const now = await realpath(path);
  const [one, other] = await Promise.all([handle.stat(), stat(now)]);
  return one.dev === other.dev && one.ino === other.ino ? now : null;
}

async function readFile(handle: FileHandle, maxBytes: number, take: (bytes: number) => void): Promise<Uint8Array> {
  const { size } = await handle.stat();
  if (size > maxBytes) {
    throw new PredictorError("file_too_large", `The file is too large. At most ${maxBytes} bytes are read.`);
  }
  take(size);
  return await handle.readFile();
}
