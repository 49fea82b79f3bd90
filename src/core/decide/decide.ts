import type { Threshold } from "../manifest.ts";
import type { Decision } from "../reading.ts";

/** Share of accepted readings that may be wrong where the caller doesn't say. */
export const DEFAULT_MAX_ERROR = 0.01;

/** The loosest threshold whose held-out error rate is no higher than asked for; none so strict means nothing is accepted. */
export function decide(
  digit: number | null,
  confidence: number,
  thresholds: readonly Threshold[],
  maxError = DEFAULT_MAX_ERROR,
): Decision {
  if (digit === null) return "reject";
  const allowed = thresholds.filter((threshold) => threshold.max_error <= maxError);
  if (allowed.length === 0) return "review";
  return confidence >= Math.min(...allowed.map((threshold) => threshold.confidence)) ? "accept" : "review";
}
