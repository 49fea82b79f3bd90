import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { CORRECTED_AMOUNTS } from "../data/sources/corrected-amounts.ts";
import { stringsPart } from "../scenes/pages/real-lines.ts";
import { CORRECTED_REGISTERS } from "./corrected-registers.ts";
import type { LabelledNumber, NumberSet } from "./number-set.ts";
import { listNames } from "./read-digit-folder.ts";

/** Sets of which a part trains: only the rest is measured. */
const IS_MEASURED: Readonly<Record<string, (file: string) => boolean>> = {
  strings: (file) => stringsPart(file) === "test",
};
/** Numbers in place of wrong labels. */
const CORRECTED: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  strings: CORRECTED_AMOUNTS,
  registers: CORRECTED_REGISTERS,
};
/** Sets whose pictures are cut to one line. */
const ONE_LINE = new Set(["strings"]);

/**
 * Finds the sets of pictures whose number is known: folders with `images/` and a table of tab-separated values, named as the folder is,
 * with a file's name and its number on each line.
 *
 * @param names only these sets
 */
export async function findNumberSets(dir: string, names?: readonly string[]): Promise<NumberSet[]> {
  const folders = [dir, ...(await listNames(dir)).map((name) => join(dir, name))];
  const found = await Promise.all(folders.map(findSet));
  return found.filter((set) => set !== undefined && (names === undefined || names.includes(set.name))) as NumberSet[];
}

async function findSet(dir: string): Promise<NumberSet | undefined> {
  const name = basename(resolve(dir));
  const files = await listNames(dir);
  if (!files.includes(`${name}.tsv`) || !files.includes("images")) return undefined;
  const isOneLine = ONE_LINE.has(name);
  const title = isOneLine ? "numbers cut to their line (held out)" : "numbers on pictures";
  return { name, title, options: { isOneLine }, images: () => readTable(dir, name, IS_MEASURED[name] ?? (() => true)) };
}

async function* readTable(
  dir: string,
  name: string,
  isMeasured: (file: string) => boolean,
): AsyncGenerator<LabelledNumber> {
  const table = await readFile(join(dir, `${name}.tsv`), "utf8");
  for (const line of table.split(/\r?\n/)) {
    const [file, label] = line.split("\t");
    const text = CORRECTED[name]?.get(file) ?? label;
    if (!/^\d+$/.test(text ?? "") || !isMeasured(file)) continue;
    yield { name: file, text, bytes: await readFile(join(dir, "images", file)) };
  }
}
