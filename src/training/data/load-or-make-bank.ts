import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type BankKey, loadBank, saveBank } from "./bank-file.ts";
import { makeBank } from "./make-bank.ts";
import type { SampleBank } from "./sample-bank.ts";

export interface BankPlace {
  /** Folder with the data sets; without it, only what is drawn by rule. */
  readonly dataDir: string | undefined;
  /** Folder where made samples are kept and found again; without it they are not kept. */
  readonly keepSamples: string | undefined;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onProgress: (made: number) => void;
}

/** Samples as they were kept, or made anew. */
export async function loadOrMakeBank(key: BankKey, place: BankPlace): Promise<SampleBank> {
  const { keepSamples } = place;
  const file = keepSamples && join(keepSamples, `${key.source}-${key.part}-${key.count}-${key.seed}.bank`);
  const kept = file && (await loadBank(file, key));
  if (kept) return kept;
  const made = await makeBank({ ...key, ...place });
  if (keepSamples) await mkdir(keepSamples, { recursive: true });
  if (file) await saveBank(file, key, made);
  return made;
}
