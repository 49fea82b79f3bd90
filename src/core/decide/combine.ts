import type { Region } from "../find/region.ts";
import { CLASS_COUNT, NON_DIGIT, type ReadingWeights } from "../manifest.ts";
import { softmax } from "./softmax.ts";
import { weighAlone } from "./weigh-alone.ts";

/**
 * What finder and classifier together say of a region: a softmax over the ten digits and "no digit" of a weighted sum of their
 * logarithms (a logarithmic opinion pool: Genest and Zidek 1986, https://doi.org/10.1214/ss/1177013825). The weights are fitted on
 * held-out pages and are in the manifest.
 *
 * @param logits `[11]`, of the classifier
 * @param region undefined where the finder was not asked
 * @returns `[11]`, probabilities
 */
export function combine(logits: Float32Array, region: Region | undefined, weights: ReadingWeights): number[] {
  if (region === undefined) return weighAlone(logits, weights);
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  const total = highest + Math.log(sum);
  const scores = new Array<number>(CLASS_COUNT);
  for (let digit = 0; digit < NON_DIGIT; digit++)
    scores[digit] = weights.classifier * (logits[digit] - total) + weights.finder * region.logDigits[digit];
  scores[NON_DIGIT] = weights.classifier * (logits[NON_DIGIT] - total) + weights.bias - weights.presence * region.logit;
  return softmax(scores);
}
