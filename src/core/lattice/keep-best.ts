import { DEAD } from "../constrain/automaton.ts";

/**
 * Which of many go on, where only `max` may.
 *
 * @param scores one for each
 * @returns the new number of each, or `DEAD`; null where all may go on
 */
export function keepBest(scores: readonly number[], max: number): Int32Array | null {
  if (scores.length <= max) return null;
  const least = Float64Array.from(scores).sort()[scores.length - max];
  let above = 0;
  for (const score of scores) if (score > least) above++;
  let ties = max - above;
  let kept = 0;
  return Int32Array.from(scores, (score) => (score > least || (score === least && ties-- > 0) ? kept++ : DEAD));
}
