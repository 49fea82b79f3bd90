/**
 * Fits the weights of `src/core/find/score-region.ts` on made-up scenes, where it is known what was written: logistic regression over
 * all regions of each scene, by Newton's method.
 *
 *     node scripts/fit-region-score.ts --data DIR [--scenes N] [--seed N]
 */
import { parseArgs } from "node:util";
import { findAllRegions } from "../src/core/find/find-regions.ts";
import { overlap } from "../src/core/image/overlap.ts";
import { loadSources } from "../src/training/data/sources/load-sources.ts";
import { createRandom } from "../src/training/random.ts";
import { createMixture } from "../src/training/scenes/mixture.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    scenes: { type: "string", default: "6000" },
    seed: { type: "string", default: "1" },
  },
});
/** Overlap from which a region is what was written, and below which it isn't. */
const [SAME, OTHER] = [0.65, 0.45];
const RIDGE = 1;

const rows: { features: readonly number[]; right: number; weight: number }[] = [];
const draw = createMixture(loadSources(values.data, "train"));
for (let i = 0; i < Number(values.scenes); i++) {
  const scene = draw(createRandom(Number(values.seed), i));
  if (scene.kind === "texture" || scene.kind === "plain") continue;
  const regions = findAllRegions(scene.picture).map((region) => ({
    features: region.features,
    overlap: region.ink === scene.ink ? overlap(region.box, scene.box) : 0,
  }));
  // Each scene counts the same, however many regions it has; of nearly the same regions, all are right.
  for (const region of regions) {
    if (region.overlap < OTHER || region.overlap >= SAME)
      rows.push({ features: region.features, right: Number(region.overlap >= SAME), weight: 1 / regions.length });
  }
}

const count = rows[0].features.length;
let weights = new Array<number>(count).fill(0);
for (let round = 0; round < 12; round++) {
  const gradient = new Array<number>(count).fill(0);
  const hessian = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? RIDGE : 0)),
  );
  let loss = 0;
  for (const { features, right, weight } of rows) {
    const p = 1 / (1 + Math.exp(-features.reduce((sum, value, i) => sum + value * weights[i], 0)));
    loss -= weight * Math.log(Math.max(1e-12, right ? p : 1 - p));
    for (let i = 0; i < count; i++) {
      gradient[i] += weight * (right - p) * features[i];
      for (let j = 0; j <= i; j++) hessian[i][j] += weight * p * (1 - p) * features[i] * features[j];
    }
  }
  for (let i = 0; i < count; i++) {
    gradient[i] -= RIDGE * weights[i];
    for (let j = 0; j < i; j++) hessian[j][i] = hessian[i][j];
  }
  const step = solve(hessian, gradient);
  weights = weights.map((value, i) => value + step[i]);
  console.error(`round ${round + 1}: loss ${loss.toFixed(2)} over ${rows.length} finds`);
}
console.log(JSON.stringify(weights.map((value) => Number(value.toFixed(3)))));

/** Solves a symmetric positive definite system by Gaussian elimination. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]]);
  const n = a.length;
  for (let i = 0; i < n; i++) {
    for (let row = i + 1; row < n; row++) {
      const factor = a[row][i] / a[i][i];
      for (let column = i; column <= n; column++) a[row][column] -= factor * a[i][column];
    }
  }
  const out = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = a[i][n];
    for (let column = i + 1; column < n; column++) rest -= a[i][column] * out[column];
    out[i] = rest / a[i][i];
  }
  return out;
}
