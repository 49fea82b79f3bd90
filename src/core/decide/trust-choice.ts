import { NON_DIGIT, type ReadingWeights } from "../manifest.ts";
import { softmax } from "./softmax.ts";

/**
 * The probabilities of the chosen candidate. People send pictures of digits: the best candidate of a picture is a digit more often than any
 * place on a page. So "no digit" gets less likely, never more. Only for candidates of the finder, on pictures that are not small.
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
