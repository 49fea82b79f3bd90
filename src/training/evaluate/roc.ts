/** One threshold's two rates, 0…1. */
export interface RocPoint {
  readonly falsePositives: number;
  readonly truePositives: number;
}

/**
 * The ROC curve from (0, 0) to (1, 1) of a score that should be high for positives, and the area under it. Equal scores
 * count half, as in the statistic of Mann and Whitney (Hanley & McNeil 1982).
 */
export function roc(positives: readonly number[], negatives: readonly number[]): { points: RocPoint[]; area: number } {
  const scored = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ].sort((a, b) => b.score - a.score);
  const points: RocPoint[] = [{ falsePositives: 0, truePositives: 0 }];
  let truePositives = 0;
  let falsePositives = 0;
  let area = 0;
  scored.forEach(({ score, positive }, i) => {
    if (positive) truePositives++;
    else falsePositives++;
    if (scored[i + 1]?.score === score) return;
    const last = points[points.length - 1];
    const point = {
      falsePositives: falsePositives / negatives.length,
      truePositives: truePositives / positives.length,
    };
    area += ((point.falsePositives - last.falsePositives) * (point.truePositives + last.truePositives)) / 2;
    points.push(point);
  });
  return { points, area };
}
