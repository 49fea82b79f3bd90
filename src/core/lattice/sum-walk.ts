import { DEAD } from "../constrain/automaton.ts";
import { addLogs } from "./add-logs.ts";
import type { Line } from "./lay-out-line.ts";
import type { Walk } from "./walk-line.ts";

/** Log of the weights of all readings of a walk together (the backward algorithm of Baum and Welch, 1970). */
export function sumWalk({ logDigits, logNonDigit }: Line, { layerStart, skip, use, logGap, accepting }: Walk): number {
  const count = logNonDigit.length;
  const logMass = Float64Array.from(accepting, (accepts) => (accepts === 1 ? 0 : -Infinity));
  for (let node = count - 1; node >= 0; node--) {
    let logAnyDigit = -Infinity;
    for (let digit = 0; digit < 10; digit++) logAnyDigit = addLogs(logAnyDigit, logDigits[10 * node + digit]);
    for (let pair = layerStart[node]; pair < layerStart[node + 1]; pair++) {
      const row = 10 * pair;
      let used = -Infinity;
      // Where it doesn't matter which digit it is, one sum will do for all.
      if (isSameForAll(use, row)) used = use[row] === DEAD ? -Infinity : logAnyDigit + logMass[use[row]];
      else
        for (let digit = 0; digit < 10; digit++)
          if (use[row + digit] !== DEAD) used = addLogs(used, logDigits[10 * node + digit] + logMass[use[row + digit]]);
      const skipped = skip[pair] === DEAD ? -Infinity : logNonDigit[node] + logMass[skip[pair]];
      logMass[pair] = addLogs(skipped, used + logGap[pair]);
    }
  }
  return logMass.subarray(0, layerStart[1]).reduce(addLogs, -Infinity);
}

function isSameForAll(use: Int32Array, row: number): boolean {
  for (let i = row + 1; i < row + 10; i++) if (use[i] !== use[row]) return false;
  return true;
}
