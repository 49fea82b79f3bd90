import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { INPUT_PIXELS } from "../../core/picture.ts";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";
import type { BankOptions } from "./make-bank.ts";
import type { SampleBank } from "./sample-bank.ts";

/** What decides every sample of a bank. */
export type BankKey = Pick<BankOptions, "source" | "part" | "count" | "seed" | "kinds">;

/** Writes a bank to a file, to be used again: one line of JSON, then inputs and labels. */
export async function saveBank(file: string, key: BankKey, bank: SampleBank): Promise<void> {
  const header = Buffer.from(`${JSON.stringify(toHeader(key))}\n`);
  await writeFile(`${file}.new`, Buffer.concat([header, bank.inputs, bank.labels]));
  await rename(`${file}.new`, file);
}

/** @returns undefined where the file is missing or holds other samples than these */
export async function loadBank(file: string, key: BankKey): Promise<SampleBank | undefined> {
  if (!existsSync(file)) return undefined;
  const bytes = await readFile(file);
  const start = bytes.indexOf("\n") + 1;
  if (bytes.toString("utf8", 0, start - 1) !== JSON.stringify(toHeader(key))) return undefined;
  const count = (bytes.length - start) / (INPUT_PIXELS + 1);
  if (!Number.isInteger(count)) return undefined;
  const at = start + count * INPUT_PIXELS;
  return { inputs: bytes.subarray(start, at), labels: bytes.subarray(at) };
}

function toHeader({ source, part, count, seed, kinds }: BankKey): BankKey & { readonly preprocessing: number } {
  return { source, part, count, seed, ...(kinds && { kinds }), preprocessing: PREPROCESSING_VERSION };
}
