import assert from "node:assert/strict";
import { test } from "node:test";
import { NON_DIGIT } from "../../../src/core/manifest.ts";
import { fitLogLinear, type Observation } from "../../../src/training/calibrate/fit-log-linear.ts";
import { fitWeights, type GradedRegion } from "../../../src/training/calibrate/fit-weights.ts";
import { createRandom } from "../../../src/training/random.ts";

const softmax = (sums: readonly number[]) => {
  const powers = sums.map(Math.exp);
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
};

/** An index by its probability. */
function draw(probabilities: readonly number[], at: number): number {
  let rest = at;
  const index = probabilities.findIndex((p) => {
    rest -= p;
    return rest < 0;
  });
  return index < 0 ? probabilities.length - 1 : index;
}

test("the weights that made the observations are found again", () => {
  const random = createRandom(3);
  const truth = [1.5, -0.7];
  const observations: Observation[] = Array.from({ length: 4000 }, () => {
    const features = Array.from({ length: 3 }, () => [random.normal(), random.normal()]);
    const probabilities = softmax(features.map((row) => row[0] * truth[0] + row[1] * truth[1]));
    return { features, outcome: draw(probabilities, random.next()) };
  });
  const fitted = fitLogLinear(observations, [0, 0]);
  for (const [i, weight] of fitted.entries()) assert.ok(Math.abs(weight - truth[i]) < 0.1, `${fitted}`);
});

test("observations that can be told apart without an error give finite weights, and none gives the start", () => {
  const observations = [1, 2, 3].map((x) => ({ features: [[x], [0]], outcome: 0 }));
  const [weight] = fitLogLinear(observations, [0]);
  assert.ok(weight > 1 && weight < 100, `${weight}`);
  assert.deepEqual(fitLogLinear([], [0.4]), [0.4]);
});

test("an observation that counts twice is as good as two", () => {
  const one = { features: [[1], [0]], outcome: 0 };
  const other = { features: [[1], [0]], outcome: 1 };
  const [twice] = fitLogLinear([one, one, other], [0]);
  const [share] = fitLogLinear([{ ...one, share: 2 }, other], [0]);
  assert.ok(Math.abs(twice - share) < 1e-6 && twice > 0);
});

/** A classifier that is four times surer than it should be, and a finder that is right half of the time. */
function overconfidentRegions(count: number): GradedRegion[] {
  const random = createRandom(8);
  return Array.from({ length: count }, () => {
    const label = random.chance(0.5) ? NON_DIGIT : random.below(10);
    const seen = random.chance(0.7) ? label : random.below(11);
    const logits = Float32Array.from({ length: 11 }, (_, i) => (i === seen ? 16 : 0));
    const logDigits = new Float32Array(10).fill(-Math.log(10));
    return { logits, label, region: { box: { x: 0, y: 0, width: 1, height: 1 }, logit: 0, logDigits } };
  });
}

test("a classifier that is too sure is believed less, with the finder asked and without", () => {
  const regions = overconfidentRegions(3000);
  const alone = regions.map((region) => ({ ...region, region: undefined }));
  const weights = fitWeights([...regions, ...alone], 0.9);
  assert.equal(weights.nothing, 0.9);
  for (const weight of [weights.classifier, weights.alone]) assert.ok(weight > 0.1 && weight < 0.4, `${weight}`);
});
