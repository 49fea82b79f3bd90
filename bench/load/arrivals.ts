import type { Random } from "../../src/training/random.ts";

/** When requests are due, in milliseconds from the start: many people who know nothing of each other (a Poisson process). */
export function planArrivals(requestsPerS: number, durationMs: number, random: Random): Float64Array {
  const due: number[] = [];
  for (let at = 0; ; ) {
    at -= (1000 / requestsPerS) * Math.log(1 - random.next());
    if (at >= durationMs) return Float64Array.from(due);
    due.push(at);
  }
}
