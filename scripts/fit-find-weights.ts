/**
 * Helps to choose `FIND_WEIGHTS` of `src/model/decide.ts`, on made-up scenes of held-out writers. Prints for each pair of weights the
 * mean negative logarithm of the probability that the truth is given, what is read right of digits and of none, and which answers
 * are surer than 90 %. In the mean, one picture in ten counts as none.
 *
 *     node scripts/fit-find-weights.ts --data DIR [--scenes N] [--seed N]
 */
import { parseArgs } from "node:util";
import { PredictorError } from "../src/errors.ts";
import { chooseAnswer, type FindWeights } from "../src/model/decide.ts";
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
    scenes: { type: "string", default: "8000" },
    seed: { type: "string", default: "777" },
  },
});
/** Of none among the pictures that people send, and among the scenes. */
const [SHARE, SHARE_HERE] = [0.1, 0.3];
const NONE_WEIGHT = (SHARE / (1 - SHARE)) * ((1 - SHARE_HERE) / SHARE_HERE);
const SURE = 0.9;
const TRIED: FindWeights[] = [0, 0.2, 0.3, 0.4, 1].flatMap((trust) =>
  [0, 0.25, 0.5, 0.75, 1].map((whole) => ({ trust, whole })),
);
const PIXELS = INPUT_SIZE * INPUT_SIZE;

const { weights, manifest } = await loadModel(values.model);
const network = await openOnnxClassifier(weights);
const draw = createMixture(loadSources(values.data, "validation"));
const tallies = TRIED.map(() => ({ loss: 0, digits: 0, none: 0, sureRight: 0, sureWrong: 0 }));
const count = { digits: 0, none: 0 };
for (let i = 0; i < Number(values.scenes); i++) {
  const { picture, label } = draw(createRandom(Number(values.seed), i));
  const prepared = prepareOrNothing(picture);
  if (!prepared) continue;
  const isNone = label === NONE;
  count[isNone ? "none" : "digits"]++;
  const n = prepared.candidates.length;
  const inputs = new Float32Array(n * PIXELS);
  for (const [at, { input }] of prepared.candidates.entries()) inputs.set(input, at * PIXELS);
  const logits = await network.classify(inputs, n);
  for (const [k, weights] of TRIED.entries()) {
    const { digit, confidence, probabilities, notADigit } = chooseAnswer(prepared, logits, manifest, 0.01, weights);
    const tally = tallies[k];
    const isRight = digit === (isNone ? null : label);
    tally.loss -= (isNone ? NONE_WEIGHT : 1) * Math.log(Math.max(1e-5, isNone ? notADigit : probabilities[label]));
    if (isRight) tally[isNone ? "none" : "digits"]++;
    if (digit !== null && confidence >= SURE) tally[isRight ? "sureRight" : "sureWrong"]++;
  }
}
await network.close();
const total = count.digits + NONE_WEIGHT * count.none;
console.log("trust  whole  loss    digits  none   sure and right, wrong");
for (const [k, { trust, whole }] of TRIED.entries()) {
  const { loss, digits, none, sureRight, sureWrong } = tallies[k];
  const shares = [digits / count.digits, none / count.none].map((share) => `${(100 * share).toFixed(2)}%`);
  console.log(`${trust}\t${whole}\t${(loss / total).toFixed(4)}  ${shares.join("  ")}  ${sureRight}, ${sureWrong}`);
}

function prepareOrNothing(picture: Picture): Prepared | null {
  try {
    return prepare(picture);
  } catch (error) {
    if (error instanceof PredictorError) return null;
    throw error;
  }
}
