import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { PREPROCESSING_VERSION } from "../../core/preprocessing-version.ts";
import type { BankOptions, NamedBank } from "./make-bank.ts";
import { INPUT_PIXELS } from "./sample-bank.ts";

/** What decides every sample of a bank. */
export type BankKey = Pick<BankOptions, "part" | "count" | "seed">;

/** Writes a bank to a file, to be used again: one line of JSON, then inputs, labels and kinds. */
export async function saveBank(file: string, key: BankKey, bank: NamedBank): Promise<void> {
  const names = [...new Set(bank.kinds)];
  const header = { ...toKey(key), names };
  const kinds = Uint16Array.from(bank.kinds, (kind) => names.indexOf(kind));
  await writeFile(
    `${file}.new`,
    Buffer.concat([
      Buffer.from(`${JSON.stringify(header)}\n`),
      bank.inputs,
      bank.labels,
      Buffer.from(kinds.buffer, kinds.byteOffset, kinds.byteLength),
    ]),
  );
  await rename(`${file}.new`, file);
}

/** @returns undefined where the file is missing or holds other samples than these */
export async function loadBank(file: string, key: BankKey): Promise<NamedBank | undefined> {
  if (!existsSync(file)) return undefined;
  const bytes = await readFile(file);
  const end = bytes.indexOf("\n");
  const { names, ...stored } = JSON.parse(bytes.toString("utf8", 0, end));
  if (JSON.stringify(stored) !== JSON.stringify(toKey(key))) return undefined;
  const { count } = key;
  const at = end + 1 + count * INPUT_PIXELS;
  const kinds = new Uint16Array(Uint8Array.from(bytes.subarray(at + count)).buffer);
  return {
    inputs: bytes.subarray(end + 1, at),
    labels: bytes.subarray(at, at + count),
    kinds: Array.from(kinds, (index) => names[index]),
  };
}

function toKey({ part, count, seed }: BankKey): BankKey & { readonly preprocessing: number } {
  return { part, count, seed, preprocessing: PREPROCESSING_VERSION };
}
