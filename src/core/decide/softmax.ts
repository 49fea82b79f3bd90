/** Softmax of logits divided by a temperature (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
export function softmax(logits: Float32Array | readonly number[], temperature = 1): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > highest) highest = logit;
  const powers: number[] = [];
  let sum = 0;
  for (const logit of logits) {
    const power = Math.exp((logit - highest) / temperature);
    powers.push(power);
    sum += power;
  }
  for (let i = 0; i < powers.length; i++) powers[i] /= sum;
  return powers;
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
