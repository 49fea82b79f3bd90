import { DEAD } from "../constrain/automaton.ts";
import { addLogsAbove } from "./add-logs-above.ts";
import type { Line } from "./lay-out-line.ts";
import type { Walk } from "./walk-line.ts";

/** What can follow a pair: numbers in each row of `logNext`. */
export const WAYS_ON = 11;
/** Place in a row of `logNext`: no more digit. */
export const END = 10;

/**
 * What can still come of each pair of a walk, from the end backwards.
 *
 * @param combine `max`: no single digit string weighs more, all its ways through the lattice together. At each digit all nodes that may bear
 * it are added up, then only the heaviest way on counts. `sum`: all readings together don't weigh more.
 * @returns `[pairs × 11]`: log of the bound for what goes on with digit 0…9 or ends here. Bounds are tight to 8 millionths a node where digits
 * fit the nodes in one way only; ends are exact.
 */
export function weighWalk({ logDigits, logNonDigit }: Line, walk: Walk, combine: "sum" | "max"): Float64Array {
  const { layerStart, skip, use, logGap, accepting } = walk;
  const pairs = accepting.length;
  const count = logNonDigit.length;
  const logNext = new Float64Array(WAYS_ON * pairs).fill(-Infinity);
  const logRest = new Float64Array(pairs).fill(-Infinity);
  for (let pair = layerStart[count]; pair < pairs; pair++) {
    if (accepting[pair] === 0) continue;
    logNext[WAYS_ON * pair + END] = 0;
    logRest[pair] = 0;
  }
  for (let node = count - 1; node >= 0; node--) {
    const skipped = logNonDigit[node];
    for (let pair = layerStart[node]; pair < layerStart[node + 1]; pair++) {
      const row = WAYS_ON * pair;
      const after = skip[pair];
      if (after !== DEAD && logRest[after] > -Infinity)
        for (let i = 0; i < WAYS_ON; i++) logNext[row + i] = skipped + logNext[WAYS_ON * after + i];
      for (let digit = 0; digit < 10; digit++) {
        const used = use[10 * pair + digit];
        if (used === DEAD || logRest[used] === -Infinity) continue;
        const log = logGap[pair] + logDigits[10 * node + digit] + logRest[used];
        logNext[row + digit] = addLogsAbove(logNext[row + digit], log);
      }
      let rest = -Infinity;
      for (let i = row; i < row + WAYS_ON; i++)
        rest = combine === "sum" ? addLogsAbove(rest, logNext[i]) : logNext[i] > rest ? logNext[i] : rest;
      logRest[pair] = rest;
    }
  }
  return logNext;
}
