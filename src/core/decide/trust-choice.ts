import { NON_DIGIT, type ReadingWeights } from "../manifest.ts";
import { softmax } from "./softmax.ts";

/**
 * What the candidate is that was chosen of all that the finder found. People send pictures of digits: the best of all that a picture shows
 * is one more often than some place on a page is, so "no digit" counts less, and never more. Of a small picture, which shows one thing alone, that is not so.
 *
 * @param probabilities `[11]`, of the candidate by itself
 * @returns `[11]`, sum 1
 */
export function trustChoice(
  probabilities: readonly number[],
  { chosen_none, chosen_bias }: Pick<ReadingWeights, "chosen_none" | "chosen_bias">,
): number[] {
  const logs = probabilities.map(Math.log);
  logs[NON_DIGIT] = Math.min(logs[NON_DIGIT], chosen_none * logs[NON_DIGIT] + chosen_bias);
  return softmax(logs);
}
