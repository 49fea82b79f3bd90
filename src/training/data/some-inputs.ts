import { INPUT_PIXELS } from "../../core/picture.ts";
import type { SampleBank } from "./sample-bank.ts";

/** Samples on which a served network's normalizations are measured, where a run starts from one. */
const MAX_SAMPLES = 1024;

/** Some inputs of a bank, taken evenly: `[n, 28, 28]`, 0…1. */
export function someInputs({ inputs, labels }: SampleBank): Float32Array {
  const n = Math.min(MAX_SAMPLES, labels.length);
  const some = new Float32Array(n * INPUT_PIXELS);
  for (let i = 0; i < n; i++) {
    const from = Math.floor((i * labels.length) / n) * INPUT_PIXELS;
    for (let pixel = 0; pixel < INPUT_PIXELS; pixel++) some[i * INPUT_PIXELS + pixel] = inputs[from + pixel] / 255;
  }
  return some;
}
