import { INPUT_SIZE, type Prepared } from "../picture.ts";

/** All candidates' inputs as one batch for the network, `[n, 28, 28]`. */
export function stackInputs({ candidates }: Prepared): Float32Array {
  if (candidates.length === 1) return candidates[0].input;
  const pixels = INPUT_SIZE * INPUT_SIZE;
  const inputs = new Float32Array(candidates.length * pixels);
  for (const [index, { input }] of candidates.entries()) inputs.set(input, index * pixels);
  return inputs;
}
