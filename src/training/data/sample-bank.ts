import { CLASS_COUNT } from "../../core/manifest.ts";
import { INPUT_PIXELS } from "../../core/picture.ts";
import type { Sample } from "./sample.ts";

/** Pictures with their labels, as many as fit in memory. */
export interface SampleBank {
  /** `[n, 28, 28]`, 0 (paper) … 255 (ink) */
  readonly inputs: Uint8Array;
  /** `[n]`, 0 … 10: "0" … "9", and 10 for none */
  readonly labels: Uint8Array;
  /** `[n, 11]`, sums of 1: what is to be learned instead of the labels, as another network answers it. */
  readonly targets?: Float32Array;
}

export function toBank(samples: readonly Sample[]): SampleBank {
  const inputs = new Uint8Array(samples.length * INPUT_PIXELS);
  for (const [index, { input }] of samples.entries()) inputs.set(input, index * INPUT_PIXELS);
  return { inputs, labels: Uint8Array.from(samples, ({ label }) => label) };
}

/** Several banks as one; where one has targets, the labels of the others become theirs. */
export function joinBanks(banks: readonly SampleBank[]): SampleBank {
  const join = (parts: readonly Uint8Array[]) => {
    const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };
  const inputs = join(banks.map(({ inputs }) => inputs));
  const labels = join(banks.map(({ labels }) => labels));
  return banks.some(({ targets }) => targets)
    ? { inputs, labels, targets: joinTargets(banks, labels) }
    : { inputs, labels };
}

function joinTargets(banks: readonly SampleBank[], labels: Uint8Array): Float32Array {
  const joined = new Float32Array(labels.length * CLASS_COUNT);
  labels.forEach((label, i) => {
    joined[i * CLASS_COUNT + label] = 1;
  });
  let at = 0;
  for (const { targets, labels: own } of banks) {
    if (targets) joined.set(targets, at);
    at += own.length * CLASS_COUNT;
  }
  return joined;
}
