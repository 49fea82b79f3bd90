/** Softmax of logits divided by a temperature (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
export function softmax(logits: Float32Array | readonly number[], temperature = 1): number[] {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The same of a part of an array, without garbage: a page has tens of thousands. */
export function softmaxInPlace(logits: Float32Array, from: number, to: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) if (logits[i] > highest) highest = logits[i];
  let sum = 0;
  for (let i = from; i < to; i++) {
    logits[i] = Math.exp(logits[i] - highest);
    sum += logits[i];
  }
  for (let i = from; i < to; i++) logits[i] /= sum;
}
