import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import type { PictureFiles } from "./create-reading-store.ts";
import { isId } from "./reading-id.ts";

/** What is being written, until it is whole. */
const PART = ".part";

/**
 * Keeps pictures as files in this folder, each in the subfolder that the last two digits of its id name.
 *
 * @throws PredictorError `store_unusable` where the folder can't be made
 */
export async function openPictureFolder(folder: string): Promise<PictureFiles> {
  const folderOf = (id: string) => join(folder, id.slice(-2));
  const pathOf = (id: string) => join(folderOf(id), id);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new PredictorError("store_unusable", `--keep-pictures ${folder}: ${(error as Error).message}.`);
  }
  return {
    async write({ id, bytes }) {
      try {
        await mkdir(folderOf(id), { recursive: true });
        await writeDurably(pathOf(id), bytes);
        await syncFolder(folderOf(id));
      } catch (error) {
        throw away(error);
      }
    },
    async read(id) {
      try {
        return await readFile(pathOf(id));
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw away(error);
      }
    },
    async delete(id) {
      try {
        for (const path of [pathOf(id), pathOf(id) + PART]) await rm(path, { force: true });
      } catch (error) {
        throw away(error);
      }
    },
    async *list() {
      for (const name of await readdir(folder)) {
        if (!/^[0-9a-f]{2}$/.test(name)) continue;
        const files = await readdir(join(folder, name));
        yield [...new Set(files.map((file) => file.replace(/\.part$/, "")))].filter(isId);
      }
    },
  };
}

/** Under another name until it is whole. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path + PART, "w");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + PART, path);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isAbsent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function away(error: unknown): PredictorError {
  const { code } = error as NodeJS.ErrnoException;
  return new PredictorError(
    "store_unavailable",
    `Pictures can't be kept or found for now (${code ?? "unknown"}). Try again later.`,
  );
}
