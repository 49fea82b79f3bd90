import type { SetResult } from "../evaluate/evaluate-sets.ts";

/** One truth and what it was wrongly read as. */
export interface Confusion {
  /** "0" … "9" or "none". */
  readonly truth: string;
  readonly answer: string;
  readonly n: number;
  /** Where it happened, most first: `mnist 8`. */
  readonly sets: readonly string[];
}

/** The most frequent confusions over all sets; pictures that could not be read are none. */
export function topConfusions(results: readonly SetResult[], max = 15): Confusion[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { summary, readings } of results) {
    for (const { label, digit, right, error } of readings) {
      if (right || error !== null) continue;
      const key = `${label ?? "none"} ${digit ?? "none"}`;
      const bySet = counts.get(key) ?? new Map<string, number>();
      bySet.set(summary.set, (bySet.get(summary.set) ?? 0) + 1);
      counts.set(key, bySet);
    }
  }
  const confusions = [...counts].map(([key, bySet]) => {
    const [truth, answer] = key.split(" ");
    const sorted = [...bySet].sort((a, b) => b[1] - a[1]);
    const n = sorted.reduce((sum, [, count]) => sum + count, 0);
    return { truth, answer, n, sets: sorted.map(([set, count]) => `${set} ${count}`) };
  });
  return confusions.sort((a, b) => b.n - a.n).slice(0, max);
}
