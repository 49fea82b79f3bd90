import { basename, join, resolve } from "node:path";
import { PredictorError } from "../errors.ts";
import type { LabelledPicture, PictureSet } from "./picture-set.ts";
import { isDigitFolder, listNames, readDigitFolder, readFolder } from "./read-digit-folder.ts";
import { readIdxSet } from "./read-idx-set.ts";
import { readOptdigits } from "./read-optdigits.ts";

const IDX_IMAGES = /^(.+)-images[-.]idx3-ubyte(\.gz)?$/;
/** Letters that a person can't tell from a digit: they prove nothing about "no digit". */
const LOOK_ALIKES = new Set("OolISsZzBbgq");

/**
 * Finds the sets of labelled pictures in a folder: pairs of idx files, a folder for each digit, or folders that hold these;
 * and, by their names, bitmaps as text (`optdigits`) and what is no digit (`characters/upper` and `lower`, `symbols`, `glyphs`).
 *
 * @param names only these sets, in this order; also those that are measured only if named
 * @throws PredictorError `usage` if there is no set, or none of that name
 */
export async function findSets(dir: string, names?: readonly string[]): Promise<PictureSet[]> {
  const found = [...(await findDigits(dir)), ...(await findBelow(dir))];
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

/** A folder that is itself a set, under its own name. */
async function findDigits(dir: string): Promise<PictureSet[]> {
  const name = basename(resolve(dir));
  const sets = await findIdxPairs(dir, name);
  if (await isDigitFolder(dir)) sets.push({ name, title: `pictures in ${dir}`, pictures: () => readDigitFolder(dir) });
  return sets;
}

async function findBelow(dir: string): Promise<PictureSet[]> {
  const sets: PictureSet[] = [];
  for (const name of await listNames(dir)) {
    const below = join(dir, name);
    if (name === "optdigits") sets.push(...(await findOptdigits(below)));
    else if (name === "characters") sets.push(...(await findCharacters(below)));
    else if (name === "symbols" || name === "glyphs") sets.push(...(await findNoDigits(below, name)));
    else sets.push(...(await findDigits(below)));
  }
  return sets;
}

/** The test pictures of an idx set; training pictures only if they are asked for. */
async function findIdxPairs(dir: string, name: string): Promise<PictureSet[]> {
  const files = await listNames(dir);
  return files.flatMap((images) => {
    const [, prefix] = IDX_IMAGES.exec(images) ?? [];
    const labels = files.find((file) => new RegExp(`^${prefix}-labels[-.]idx1-ubyte(\\.gz)?$`).test(file));
    if (prefix === undefined || labels === undefined) return [];
    const test = prefix === "t10k" || prefix === "test";
    return {
      name: test ? name : `${name}-${prefix}`,
      title: `${test ? "test pictures" : prefix} of ${name} (idx)`,
      onlyIfNamed: prefix === "train",
      pictures: () => readIdxSet(join(dir, images), join(dir, labels)),
    };
  });
}

async function findOptdigits(dir: string): Promise<PictureSet[]> {
  const files = (await listNames(dir)).filter((name) => /^optdigits-orig\..+/.test(name));
  if (files.length === 0) return [];
  const pictures = () => chain(files.map((file) => () => readOptdigits(join(dir, file))));
  return [{ name: "optdigits", title: "UCI optdigits, 32×32 bitmaps", pictures }];
}

async function findCharacters(dir: string): Promise<PictureSet[]> {
  const sets: PictureSet[] = [];
  if (await isDigitFolder(join(dir, "digits"))) {
    sets.push({
      name: "characters",
      title: "digits on paper, photographed",
      pictures: () => readDigitFolder(join(dir, "digits")),
    });
  }
  const folders: string[] = [];
  for (const lettercase of ["lower", "upper"]) {
    const letters = (await listNames(join(dir, lettercase))).filter((letter) => !LOOK_ALIKES.has(letter));
    folders.push(...letters.map((letter) => join(lettercase, letter)));
  }
  if (folders.length > 0) {
    const pictures = () => chain(folders.map((folder) => () => readFolder(dir, folder, null)));
    sets.push({ name: "letters", title: "letters on paper without look-alikes: no digits", pictures });
  }
  return sets;
}

async function findNoDigits(dir: string, name: "symbols" | "glyphs"): Promise<PictureSet[]> {
  const folders = (await listNames(dir)).filter((folder) => folder !== "division_slash" && folder !== "LICENSE");
  const title =
    name === "symbols" ? 'handwritten symbols without "/": no digits' : "characters of other scripts: no digits";
  if (folders.length === 0) return [];
  return [{ name, title, pictures: () => chain(folders.map((folder) => () => readFolder(dir, folder, null))) }];
}

async function* chain(parts: readonly (() => AsyncIterable<LabelledPicture>)[]): AsyncGenerator<LabelledPicture> {
  for (const part of parts) yield* part();
}
