/** Nearest rank: the smallest of the values that at least this share of them does not exceed. NaN where there are none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted.length === 0 ? Number.NaN : sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The middle value, or the mean of the two in the middle. NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A figure from several runs. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Runs of the one by runs of the other, pair by pair as they were made: what slows the machine down for a while slows both. Runs in which
 * one of them answered nothing are left out.
 */
export function ratio(these: readonly number[], those: readonly number[]): Spread {
  const isKnown = (value: number) => Number.isFinite(value) && value > 0; // kept results have null for NaN
  const pairs = these.slice(0, those.length).map((value, run) => [value, those[run]] as const);
  return spread(pairs.filter((pair) => pair.every(isKnown)).map(([value, other]) => value / other));
}
