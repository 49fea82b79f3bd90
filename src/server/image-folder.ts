import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
import { PredictorError } from "../errors.ts";

/** The folder whose pictures clients may name by path. */
export interface ImageFolder {
  /**
   * @param path relative to the folder
   * @param take told of the file's size before it is read; may throw
   * @throws PredictorError `not_found` if there is no such file or it lies outside, which look the same; `file_too_large`
   */
  read(path: string, take: (bytes: number) => void): Promise<Uint8Array>;
}

export function createImageFolder(root: string, maxFileBytes: number): ImageFolder {
  return {
    async read(path, take) {
      const file = await locate(root, path).catch(() => null);
      if (file === null) throw new PredictorError("not_found", "There is no such file below the image root.");
      return readFile(file, maxFileBytes, take);
    },
  };
}

/** Where the path leads once all links are followed, or null if that is outside. */
async function locate(root: string, path: string): Promise<string | null> {
  if (isAbsolute(path) || path.split(/[\\/]/).includes("..")) return null;
  const folder = await realpath(root);
  const file = await realpath(join(folder, path));
  return file.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? file : null;
}

async function readFile(file: string, maxBytes: number, take: (bytes: number) => void): Promise<Uint8Array> {
  // Not to be held up by a named pipe, nor led away by a link put there since.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
  const handle = await open(file, flags).catch(() => null);
  try {
    const status = await handle?.stat();
    if (!handle || !status?.isFile())
      throw new PredictorError("not_found", "There is no such file below the image root.");
    if (status.size > maxBytes) {
      throw new PredictorError("file_too_large", `The file is too large. At most ${maxBytes} bytes are read.`);
    }
    take(status.size);
    return await handle.readFile();
  } finally {
    await handle?.close();
  }
}
