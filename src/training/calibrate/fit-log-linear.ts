/** One observation: what speaks for each outcome, and the one that came about. */
export interface Observation {
  /** `[outcomes][weights]`; what speaks for an outcome is the weighted sum of its row. */
  readonly features: readonly (readonly number[])[];
  readonly outcome: number;
  /** How much it counts. Default 1. */
  readonly share?: number;
}

const MAX_STEPS = 50;
const ENOUGH = 1e-6;
/** Keeps weights finite where the observations could be told apart without an error. */
const RIDGE = 1e-4;

/**
 * The weights under which a softmax of the outcomes' weighted sums makes the observations likeliest (a conditional logit: McFadden
 * 1974), by Newton's method; the likelihood has one maximum.
 *
 * @param start one value for each weight; a weak pull leads back there
 */
export function fitLogLinear(observations: readonly Observation[], start: readonly number[]): number[] {
  const weights = [...start];
  if (observations.length === 0) return weights;
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, curvature } = derivatives(observations, weights, start);
    const move = solve(curvature, gradient);
    let length = 1;
    const before = lossOf(observations, weights, start);
    const moved = () => weights.map((weight, i) => weight - length * move[i]);
    while (length > 1e-4 && lossOf(observations, moved(), start) > before) length /= 2;
    const next = moved();
    const change = Math.max(...next.map((weight, i) => Math.abs(weight - weights[i])));
    weights.splice(0, weights.length, ...next);
    if (change < ENOUGH) break;
  }
  return weights;
}

function probabilitiesOf(features: Observation["features"], weights: readonly number[]): number[] {
  const sums = features.map((row) => row.reduce((sum, value, i) => sum + value * weights[i], 0));
  const highest = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - highest));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

function lossOf(observations: readonly Observation[], weights: readonly number[], start: readonly number[]): number {
  let [loss, count] = [0, 0];
  for (const { features, outcome, share = 1 } of observations) {
    loss -= share * Math.log(Math.max(probabilitiesOf(features, weights)[outcome], 1e-300));
    count += share;
  }
  return loss / count + weights.reduce((sum, weight, i) => sum + (RIDGE / 2) * (weight - start[i]) ** 2, 0);
}

function derivatives(observations: readonly Observation[], weights: readonly number[], start: readonly number[]) {
  const n = weights.length;
  const count = observations.reduce((sum, { share = 1 }) => sum + share, 0);
  const gradient = weights.map((weight, i) => RIDGE * (weight - start[i]));
  const curvature = weights.map((_, i) => Array.from({ length: n }, (_, j) => (i === j ? RIDGE : 0)));
  for (const { features, outcome, share = 1 } of observations) {
    const probabilities = probabilitiesOf(features, weights);
    const mean = weights.map((_, i) => features.reduce((sum, row, k) => sum + probabilities[k] * row[i], 0));
    for (let i = 0; i < n; i++) {
      gradient[i] += (share / count) * (mean[i] - features[outcome][i]);
      for (let j = 0; j < n; j++) {
        const both = features.reduce((sum, row, k) => sum + probabilities[k] * row[i] * row[j], 0);
        curvature[i][j] += (share / count) * (both - mean[i] * mean[j]);
      }
    }
  }
  return { gradient, curvature };
}

/** Gaussian elimination; `matrix` is symmetric and positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    for (let below = i + 1; below < n; below++) {
      const factor = rows[below][i] / rows[i][i];
      for (let j = i; j <= n; j++) rows[below][j] -= factor * rows[i][j];
    }
  }
  const solution = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const known = solution.reduce((sum, value, j) => (j > i ? sum + rows[i][j] * value : sum), 0);
    solution[i] = (rows[i][n] - known) / rows[i][i];
  }
  return solution;
}
