/** Softmax of logits divided by a temperature (Guo et al. 2017, https://arxiv.org/abs/1706.04599). */
export function softmax(logits: Float32Array | readonly number[], temperature = 1): number[] {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
