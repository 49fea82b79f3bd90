import { PredictorError } from "../errors.ts";

/**
 * Every N-th of the files, so that N machines share them: `1/4` gets the first, the fifth …
 *
 * @throws PredictorError `usage`
 */
export function pickShard<T>(files: readonly T[], text: string): T[] {
  const [, index, count] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (!(index >= 1 && index <= count)) {
    throw new PredictorError("usage", `--shard must be I/N with I from 1 to N, such as 1/4; ${text} is not.`);
  }
  return files.filter((_, position) => position % count === index - 1);
}
