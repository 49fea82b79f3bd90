/**
 * Fits `WHOLE_ODDS` of `src/model/decide.ts` on made-up scenes of held-out writers: how much the odds of a find that is no digit
 * count beside those of its part that looks like one. Prints the mean negative logarithm of the probability that the truth is given,
 * over the scenes where it matters; one picture in ten counts as none.
 *
 *     node scripts/fit-whole-odds.ts --data DIR [--scenes N] [--seed N]
 */
import { parseArgs } from "node:util";
import { PredictorError } from "../src/errors.ts";
import { chooseAnswer } from "../src/model/decide.ts";
import { loadModel } from "../src/model/load-model.ts";
import { NONE } from "../src/model/manifest.ts";
import { openOnnxClassifier } from "../src/model/onnx-classifier.ts";
import { createRandom } from "../src/training/random.ts";
import { createMixture } from "../src/training/scenes/mixture.ts";
import { loadSources } from "../src/training/sources/load-sources.ts";
import { INPUT_SIZE, type Picture, type Prepared } from "../src/vision/picture.ts";
import { prepare } from "../src/vision/prepare.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    model: { type: "string", default: "models/digits.onnx" },
    scenes: { type: "string", default: "9000" },
    seed: { type: "string", default: "777" },
  },
});
/** Of none among the pictures that people send, and among the scenes. */
const [SHARE, SHARE_HERE] = [0.1, 0.3];
const NONE_WEIGHT = (SHARE / (1 - SHARE)) * ((1 - SHARE_HERE) / SHARE_HERE);
const FACTORS = [0, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 1.2, 2, 4];
const PIXELS = INPUT_SIZE * INPUT_SIZE;

const { weights, manifest } = await loadModel(values.model);
const network = await openOnnxClassifier(weights);
const draw = createMixture(loadSources(values.data, "validation"));
const losses = FACTORS.map(() => 0);
let [count, total] = [0, 0];
for (let i = 0; i < Number(values.scenes); i++) {
  const scene = draw(createRandom(Number(values.seed), i));
  const prepared = prepareOrNothing(scene.picture);
  if (!prepared) continue;
  const n = prepared.candidates.length;
  const inputs = new Float32Array(n * PIXELS);
  for (const [at, { input }] of prepared.candidates.entries()) inputs.set(input, at * PIXELS);
  const logits = await network.classify(inputs, n);
  const given = FACTORS.map((factor) => {
    const { probabilities, notADigit } = chooseAnswer(prepared, logits, manifest, 0.01, factor);
    return scene.label === NONE ? notADigit : probabilities[scene.label];
  });
  if (given.every((p) => p === given[0])) continue;
  const weight = scene.label === NONE ? NONE_WEIGHT : 1;
  for (const [k, p] of given.entries()) losses[k] -= weight * Math.log(Math.max(1e-5, p));
  count++;
  total += weight;
}
await network.close();
console.log(`${count} of ${values.scenes} scenes have a digit that is part of something else`);
for (const [k, factor] of FACTORS.entries()) console.log(`${factor}: ${(losses[k] / total).toFixed(3)}`);

function prepareOrNothing(picture: Picture): Prepared | null {
  try {
    return prepare(picture);
  } catch (error) {
    if (error instanceof PredictorError) return null;
    throw error;
  }
}
