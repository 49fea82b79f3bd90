import { CLASS_COUNT } from "../../core/manifest.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { classifyBank } from "../network/validate.ts";

/** Whether a classifier's likeliest class is the label, for each sample. */
export async function rightAnswers(classifier: Uint8Array, bank: SampleBank): Promise<boolean[]> {
  return toRight(await classifyBank(classifier, bank), bank.labels);
}

/** @param logits `[n, 11]` */
export function toRight(logits: Float32Array, labels: Uint8Array): boolean[] {
  return Array.from(labels, (label, i) => {
    const row = logits.subarray(i * CLASS_COUNT, (i + 1) * CLASS_COUNT);
    return row.indexOf(Math.max(...row)) === label;
  });
}
