import type { GradedReading } from "../calibrate/calibrate.ts";

/** What would be if readings were accepted from some confidence on. */
export interface RiskPoint {
  /** Share of all pictures that is accepted, 0…1. */
  readonly coverage: number;
  /** Share of the accepted that is wrong, 0…1. */
  readonly risk: number;
}

/**
 * Risk against coverage, surest readings first (El-Yaniv & Wiener 2010, https://jmlr.org/papers/v11/el-yaniv10a.html).
 *
 * @param readings those that may be accepted: they name a digit
 * @param n number of all pictures, with those that were read as no digit
 */
export function riskCoverage(readings: readonly GradedReading[], n: number): RiskPoint[] {
  const sorted = [...readings].sort((a, b) => b.confidence - a.confidence);
  const points: RiskPoint[] = [];
  let wrong = 0;
  sorted.forEach(({ confidence, right }, i) => {
    if (!right) wrong++;
    if (sorted[i + 1]?.confidence === confidence) return;
    points.push({ coverage: (i + 1) / n, risk: wrong / (i + 1) });
  });
  return points;
}
