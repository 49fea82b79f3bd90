import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inPart, LOOK_ALIKES } from "../data/sources/folder-glyphs.ts";
import type { ImageSet, Label, LabelledImage } from "./image-set.ts";
import { listNames, readFolder } from "./read-digit-folder.ts";

interface LabelledFolder {
  readonly folder: string;
  readonly label: Label;
}

/** Whether a picture was held out of training. `index` counts the pictures of the set in the order of their names. */
type IsHeldOut = (name: string, index: number) => boolean;

/** Digits and letters of two hands, one of them held out (see `inPart`). */
export async function findCharacters(dir: string): Promise<ImageSet[]> {
  const digits = Array.from({ length: 10 }, (_, digit) => ({ folder: `digits/${digit}`, label: digit }));
  const letters: LabelledFolder[] = [];
  for (const lettercase of ["lower", "upper"]) {
    for (const letter of await listNames(join(dir, lettercase))) {
      if (!(LOOK_ALIKES as readonly string[]).includes(letter)) {
        letters.push({ folder: `${lettercase}/${letter}`, label: null });
      }
    }
  }
  // A name without a number is none of the files that training reads.
  const isHeldOut = (name: string) => !/-\d+\.\w+$/.test(name) || inPart(name, "validation");
  const found = await listNames(dir);
  return [
    ...(found.includes("digits") ? split("characters", "digits on paper, cropped", dir, digits, isHeldOut) : []),
    ...(letters.length > 0 ? split("letters", "no digit: letters without look-alikes", dir, letters, isHeldOut) : []),
  ];
}

/** Handwritten + ÷ × · − without "/", which looks like a 1. As in training, one in eight is held out. */
export async function findSymbols(dir: string): Promise<ImageSet[]> {
  const folders = (await listFolders(dir)).filter((folder) => folder !== "division_slash");
  return split(
    "symbols",
    'no digit: + ÷ × · − without "/"',
    dir,
    folders.map(toNonDigit),
    (_, index) => index % 8 === 0,
  );
}

/** Characters of other scripts. As in training, every fourth character is held out, with all its drawings. */
export async function findGlyphs(dir: string): Promise<ImageSet[]> {
  const folders = await listFolders(dir);
  const heldOut = new Set(folders.filter((_, index) => index % 4 === 0));
  const isHeldOut = (name: string) => heldOut.has(name.slice(0, name.indexOf("/")));
  return split("glyphs", "no digit: characters of other scripts", dir, folders.map(toNonDigit), isHeldOut);
}

/** The held-out part of some folders as one set, and the rest as another that is only measured if asked for. */
function split(
  name: string,
  title: string,
  dir: string,
  folders: readonly LabelledFolder[],
  isHeldOut: IsHeldOut,
): ImageSet[] {
  return [
    { name, title: `${title} (held out)`, images: () => readFolders(dir, folders, isHeldOut) },
    {
      name: `${name}-rest`,
      title: `${title} (not held out)`,
      onlyIfNamed: true,
      images: () => readFolders(dir, folders, (picture, index) => !isHeldOut(picture, index)),
    },
  ];
}

async function* readFolders(
  dir: string,
  folders: readonly LabelledFolder[],
  belongs: IsHeldOut,
): AsyncGenerator<LabelledImage> {
  let index = 0;
  for (const { folder, label } of folders) {
    for await (const picture of readFolder(dir, folder, label)) if (belongs(picture.name, index++)) yield picture;
  }
}

async function listFolders(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function toNonDigit(folder: string): LabelledFolder {
  return { folder, label: null };
}
