import type { ReadingWeights } from "../../core/manifest.ts";
import { fitNonDigitBias } from "./calibrate.ts";

/** What a network answers to the same held-out samples as another one. */
export interface Answers {
  /** `[n, 11]`, of the network that the weights were fitted for. */
  readonly before: Float32Array;
  /** `[n, 11]`, of the one that follows it. */
  readonly after: Float32Array;
  /** `[n]`, 0…9 or 10 for no digit. */
  readonly labels: ArrayLike<number>;
}

/**
 * How finder and classifier are combined, for a classifier that was trained on: what was fitted on whole pictures stays, corrected by how
 * much surer the new network has become and by how much readier to say "no digit". Both are the difference of two fits on the same
 * samples, so that these need not be of the kind that the weights were fitted on.
 */
export function carryWeights(weights: ReadingWeights, { before, after, labels }: Answers): ReadingWeights {
  const [old, now] = [before, after].map((logits) => fitNonDigitBias(logits, labels));
  const scale = old.temperature / now.temperature;
  const shift = now.nonDigitBias / now.temperature - old.nonDigitBias / old.temperature;
  return {
    ...weights,
    classifier: weights.classifier * scale,
    bias: weights.bias + weights.classifier * old.temperature * shift,
    alone: weights.alone * scale,
    alone_bias: weights.alone_bias + weights.alone * old.temperature * shift,
  };
}
