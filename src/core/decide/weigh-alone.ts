import { NON_DIGIT, type ReadingWeights } from "../manifest.ts";
import { softmax } from "./softmax.ts";

/**
 * What a classifier alone says of a candidate, where the finder was not asked.
 *
 * @param logits `[11]`, of the classifier
 * @returns `[11]`, probabilities
 */
export function weighAlone(
  logits: Float32Array,
  { alone, alone_bias }: Pick<ReadingWeights, "alone" | "alone_bias">,
): number[] {
  return softmax(Array.from(logits, (logit, k) => alone * logit + (k === NON_DIGIT ? alone_bias : 0)));
}
