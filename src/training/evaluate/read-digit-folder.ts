import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Label, LabelledImage } from "./image-set.ts";

const IMAGE_FILE = /^[^.].*\.(png|jpe?g|jfif|webp|gif|bmp|tiff?|avif)$/i;
const FOLDER_NAMES = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "none"];

/** Reads `0/…png` to `9/…png`, and `none/…png` for what is no digit, in the order of their names. */
export async function* readDigitFolder(dir: string): AsyncGenerator<LabelledImage> {
  for (const folder of FOLDER_NAMES) yield* readFolder(dir, folder, folder === "none" ? null : Number(folder));
}

/** The image files of `0/` to `9/` and `none/`, unread, in the order of their names. */
export async function listDigitFolder(dir: string): Promise<{ readonly name: string; readonly label: Label }[]> {
  const pictures: { name: string; label: Label }[] = [];
  for (const folder of FOLDER_NAMES) {
    const label = folder === "none" ? null : Number(folder);
    for (const file of await listImages(join(dir, folder))) pictures.push({ name: `${folder}/${file}`, label });
  }
  return pictures;
}

/** Whether a folder has pictures in a folder of a digit; some of the ten may be missing. */
export async function holdsPictures(dir: string): Promise<boolean> {
  return (await listDigitFolder(dir)).some(({ label }) => label !== null);
}

/** Reads the image files of `dir/folder`, all with one label; none if there is no such folder. */
export async function* readFolder(dir: string, folder: string, label: Label): AsyncGenerator<LabelledImage> {
  for (const file of await listImages(join(dir, folder))) {
    yield { name: `${folder}/${file}`, bytes: await readFile(join(dir, folder, file)), label };
  }
}

/** Whether a folder has one folder for each of the ten digits. */
export async function isDigitFolder(dir: string): Promise<boolean> {
  const names = new Set(await listNames(dir));
  return FOLDER_NAMES.slice(0, 10).every((name) => names.has(name));
}

/** Names in a folder, sorted; empty if there is no such folder. */
export async function listNames(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

async function listImages(dir: string): Promise<string[]> {
  return (await listNames(dir)).filter((name) => IMAGE_FILE.test(name));
}
