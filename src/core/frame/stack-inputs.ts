import { INPUT_PIXELS } from "../picture.ts";
import type { Candidate } from "../reading.ts";

/** All candidates' inputs as one batch for the classifier, `[n, 28, 28]`. */
export function stackInputs(candidates: readonly Candidate[]): Float32Array {
  if (candidates.length === 1) return candidates[0].input;
  const inputs = new Float32Array(candidates.length * INPUT_PIXELS);
  for (const [index, { input }] of candidates.entries()) inputs.set(input, index * INPUT_PIXELS);
  return inputs;
}
