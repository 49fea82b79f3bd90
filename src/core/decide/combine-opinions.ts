import { CLASS_COUNT, type LineWeights, NON_DIGIT } from "../manifest.ts";
import { softmax } from "./softmax.ts";

/** Probabilities count as at least this: no opinion rules anything out by itself. */
export const MIN_OPINION = 1e-4;

/**
 * What a candidate is by itself and what the line shows at its place, together: a logarithmic opinion pool, as in `combine`.
 *
 * @param alone `[11]`, probabilities of the candidate by itself
 * @param inLine `[11]`, probabilities by the line reader
 * @returns `[11]`, probabilities
 */
export function combineOpinions(alone: readonly number[], inLine: Float32Array, weights: LineWeights): number[] {
  const log = (probability: number) => Math.log(Math.max(MIN_OPINION, probability));
  const scores = new Array<number>(CLASS_COUNT);
  for (let k = 0; k < CLASS_COUNT; k++) {
    const isDigit = k !== NON_DIGIT;
    scores[k] =
      (isDigit ? weights.alone : weights.alone_none) * log(alone[k]) +
      (isDigit ? weights.line : weights.line_none) * log(inLine[k]) +
      (isDigit ? 0 : weights.bias);
  }
  return softmax(scores);
}
