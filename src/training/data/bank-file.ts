import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";
import type { BankOptions } from "./make-bank.ts";
import type { SampleBank } from "./sample-bank.ts";

/** What decides every sample of a bank. */
export type BankKey = Pick<BankOptions, "part" | "count" | "seed">;

/** Writes a bank to a file, to be used again: one line of JSON, then inputs and labels. */
export async function saveBank(file: string, key: BankKey, bank: SampleBank): Promise<void> {
  const header = Buffer.from(`${JSON.stringify(toKey(key))}\n`);
  await writeFile(`${file}.new`, Buffer.concat([header, bank.inputs, bank.labels]));
  await rename(`${file}.new`, file);
}

/** @returns undefined where the file is missing or holds other samples than these */
export async function loadBank(file: string, key: BankKey): Promise<SampleBank | undefined> {
  if (!existsSync(file)) return undefined;
  const bytes = await readFile(file);
  const end = bytes.indexOf("\n");
  if (bytes.toString("utf8", 0, end) !== JSON.stringify(toKey(key))) return undefined;
  const at = end + 1 + key.count * INPUT_PIXELS;
  return { inputs: bytes.subarray(end + 1, at), labels: bytes.subarray(at) };
}

function toKey({ part, count, seed }: BankKey): BankKey & { readonly preprocessing: number } {
  return { part, count, seed, preprocessing: PREPROCESSING_VERSION };
}
