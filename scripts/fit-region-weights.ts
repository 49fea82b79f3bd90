/**
 * Helps to choose `FIND_WEIGHTS` of `src/core/decide/choose-reading.ts`, on made-up scenes of held-out writers. Prints for each pair of weights the
 * mean negative logarithm of the probability that the truth is given, what is read right of digits and of none, and which answers
 * are surer than 90 %. In the mean, none counts as often as confidences assume.
 *
 *     node scripts/fit-region-weights.ts --data DIR [--scenes N] [--seed N]
 */
import { parseArgs } from "node:util";
import { chooseReading, type RegionWeights } from "../src/core/decide/choose-reading.ts";
import { findCandidates } from "../src/core/find-candidates.ts";
import { stackInputs } from "../src/core/frame/stack-inputs.ts";
import { NON_DIGIT } from "../src/core/manifest.ts";
import { loadModel } from "../src/reader/load-model.ts";
import { openOnnxClassifier } from "../src/reader/onnx/onnx-classifier.ts";
import { loadSources } from "../src/training/data/sources/load-sources.ts";
import { NON_DIGIT_SHARE } from "../src/training/network/write-model.ts";
import { createRandom } from "../src/training/random.ts";
import { createMixture } from "../src/training/scenes/mixture.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    model: { type: "string", default: "models/digits.onnx" },
    scenes: { type: "string", default: "8000" },
    seed: { type: "string", default: "777" },
  },
});
const SURE = 0.9;
const TRIED: RegionWeights[] = [0, 0.2, 0.3, 0.4, 1].flatMap((trust) =>
  [0, 0.25, 0.5, 0.75, 1].map((surrounding) => ({ trust, surrounding })),
);

const { weights, manifest } = await loadModel(values.model);
const network = await openOnnxClassifier(weights);
const draw = createMixture(loadSources(values.data, "validation"));
const createTally = () => ({ loss: 0, right: 0 });
const tallies = TRIED.map(() => ({ digits: createTally(), none: createTally(), sureRight: 0, sureWrong: 0 }));
const count = { digits: 0, none: 0 };
for (let i = 0; i < Number(values.scenes); i++) {
  const { picture, label } = draw(createRandom(Number(values.seed), i));
  const candidates = findCandidates(picture);
  const n = candidates.length;
  if (n === 0) continue;
  const what = label === NON_DIGIT ? "none" : "digits";
  count[what]++;
  const logits = await network.classify(stackInputs(candidates), n);
  for (const [k, weights] of TRIED.entries()) {
    const { digit, confidence, probabilities, nonDigit } = chooseReading(candidates, logits, manifest, 0.01, weights);
    const isRight = digit === (label === NON_DIGIT ? null : label);
    const tally = tallies[k];
    tally[what].loss -= Math.log(Math.max(1e-5, label === NON_DIGIT ? nonDigit : probabilities[label]));
    if (isRight) tally[what].right++;
    if (digit !== null && confidence >= SURE) tally[isRight ? "sureRight" : "sureWrong"]++;
  }
}
await network.close();
console.log("trust  whole  loss    digits  none    surer than 90 %: right, wrong");
for (const [k, { trust, surrounding }] of TRIED.entries()) {
  const { digits, none, sureRight, sureWrong } = tallies[k];
  const loss = ((1 - NON_DIGIT_SHARE) * digits.loss) / count.digits + (NON_DIGIT_SHARE * none.loss) / count.none;
  const shares = [digits.right / count.digits, none.right / count.none].map((share) => `${(100 * share).toFixed(2)}%`);
  console.log(`${trust}\t${surrounding}\t${loss.toFixed(4)}  ${shares.join("  ")}  ${sureRight}, ${sureWrong}`);
}
