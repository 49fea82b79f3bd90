import { INPUT_PIXELS } from "../../core/picture.ts";
import type { Sample } from "./sample.ts";

/** Pictures with their labels, as many as fit in memory. */
export interface SampleBank {
  /** `[n, 28, 28]`, 0 (paper) … 255 (ink) */
  readonly inputs: Uint8Array;
  /** `[n]`, 0 … 10: "0" … "9", and 10 for none */
  readonly labels: Uint8Array;
}

export function toBank(samples: readonly Sample[]): SampleBank {
  const inputs = new Uint8Array(samples.length * INPUT_PIXELS);
  for (const [index, { input }] of samples.entries()) inputs.set(input, index * INPUT_PIXELS);
  return { inputs, labels: Uint8Array.from(samples, ({ label }) => label) };
}

/** Several banks as one. */
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
  return { inputs: join(banks.map(({ inputs }) => inputs)), labels: join(banks.map(({ labels }) => labels)) };
}
