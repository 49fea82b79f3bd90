import { basename, join, resolve } from "node:path";
import { PredictorError } from "../../errors.ts";
import { findCharacters, findGlyphs, findSymbols } from "./held-out-sets.ts";
import type { ImageSet } from "./image-set.ts";
import { placePhotos } from "./place-photos.ts";
import { isDigitFolder, listNames, readDigitFolder } from "./read-digit-folder.ts";
import { readIdxSet } from "./read-idx-set.ts";
import { readOptdigits } from "./read-optdigits.ts";

const IDX_IMAGES = /^(.+)-images[-.]idx3-ubyte(\.gz)?$/;

/** Folders that are read in their own way because of their name. */
const BY_NAME: Readonly<Record<string, (dir: string) => Promise<ImageSet[]>>> = {
  characters: findCharacters,
  symbols: findSymbols,
  glyphs: findGlyphs,
  optdigits: findOptdigits,
};

/**
 * Finds the sets of labelled pictures in a folder: pairs of idx files, a folder for each digit, or folders that hold these;
 * and, by their names, bitmaps as text (`optdigits`) and sets of which a part is held out (`characters`, `symbols`, `glyphs`).
 *
 * @param names only these sets, in this order; also those that are measured only if named
 * @throws PredictorError `usage` if there is no set, or none of that name
 */
export async function findSets(dir: string, names?: readonly string[]): Promise<ImageSet[]> {
  const plain = [...(await findDigits(dir)), ...(await findBelow(dir))];
  const found = plain.flatMap((set) => (set.name === "photos" ? [set, placePhotos(set)] : [set]));
  if (found.length === 0) {
    throw new PredictorError("usage", `There are neither idx files nor folders 0 to 9 in ${dir}.`);
  }
  if (names === undefined) return found.filter((set) => !set.onlyIfNamed);
  return names.map((name) => {
    const set = found.find((each) => each.name === name);
    if (set !== undefined) return set;
    throw new PredictorError(
      "usage",
      `There is no set ${name} in ${dir}, only ${found.map((s) => s.name).join(", ")}.`,
    );
  });
}

async function findBelow(dir: string): Promise<ImageSet[]> {
  const sets: ImageSet[] = [];
  for (const name of await listNames(dir)) sets.push(...(await (BY_NAME[name] ?? findDigits)(join(dir, name))));
  return sets;
}

/** A folder that is itself a set, under its own name. */
async function findDigits(dir: string): Promise<ImageSet[]> {
  const name = basename(resolve(dir));
  const sets = await findIdxPairs(dir, name);
  if (await isDigitFolder(dir))
    sets.push({ name, title: "pictures in folders by digit", images: () => readDigitFolder(dir) });
  return sets;
}

/** The test pictures of an idx set; training pictures only if they are asked for. */
async function findIdxPairs(dir: string, name: string): Promise<ImageSet[]> {
  const files = await listNames(dir);
  return files.flatMap((images) => {
    const [, prefix] = IDX_IMAGES.exec(images) ?? [];
    const labels = files.find((file) => new RegExp(`^${prefix}-labels[-.]idx1-ubyte(\\.gz)?$`).test(file));
    if (prefix === undefined || labels === undefined) return [];
    const test = prefix === "t10k" || prefix === "test";
    return {
      name: test ? name : `${name}-${prefix}`,
      title: `${test ? "test" : prefix} pictures of an idx set`,
      onlyIfNamed: prefix === "train",
      images: () => readIdxSet(join(dir, images), join(dir, labels)),
    };
  });
}

async function findOptdigits(dir: string): Promise<ImageSet[]> {
  const files = (await listNames(dir)).filter((name) => /^optdigits-orig\..+/.test(name));
  if (files.length === 0) return [];
  async function* images() {
    for (const file of files) yield* readOptdigits(join(dir, file));
  }
  return [{ name: "optdigits", title: "UCI optdigits, 32×32 bitmaps", images }];
}
