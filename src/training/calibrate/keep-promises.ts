import type { Threshold } from "../../core/manifest.ts";
import { binomialTail, type GradedReading } from "./calibrate.ts";

/** A promise counts as broken where chance alone would break one that holds this rarely. */
const SIGNIFICANCE = 0.05;

/**
 * Holds promised error rates against pictures that were held out. Where more of the accepted are wrong than chance allows for, the
 * confidence asked for is raised until the rate is kept; where none is high enough, the rate gets no threshold.
 *
 * @param graded readings that name a digit
 */
export function keepPromises(thresholds: readonly Threshold[], graded: readonly GradedReading[]): Threshold[] {
  const readings = graded.toSorted((a, b) => b.confidence - a.confidence);
  return thresholds.flatMap((threshold) => {
    const accepted = readings.filter(({ confidence }) => confidence >= threshold.confidence);
    if (!isBroken(accepted, threshold.max_error)) return [threshold];
    const confidence = lowestThatKeeps(accepted, threshold.max_error);
    return confidence === undefined ? [] : [{ ...threshold, confidence }];
  });
}

function isBroken(accepted: readonly GradedReading[], maxError: number): boolean {
  const wrong = accepted.filter(({ right }) => !right).length;
  return wrong > 0 && 1 - binomialTail(wrong - 1, accepted.length, maxError) < SIGNIFICANCE;
}

/** @param readings surest first */
function lowestThatKeeps(readings: readonly GradedReading[], maxError: number): number | undefined {
  let lowest: number | undefined;
  let wrong = 0;
  for (const [i, { confidence, right }] of readings.entries()) {
    if (!right) wrong++;
    const isLastOfItsConfidence = readings[i + 1]?.confidence !== confidence;
    if (isLastOfItsConfidence && wrong <= maxError * (i + 1)) lowest = confidence;
  }
  return lowest;
}
