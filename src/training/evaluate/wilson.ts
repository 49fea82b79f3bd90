/** Lower and upper end, 0…1. */
export type Interval = readonly [number, number];

/** Standard normal quantile of 0.975, for 95 % between the ends. */
const Z = 1.959963984540054;

/** Wilson's 95 % score interval for a share (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953). */
export function wilson(successes: number, n: number): Interval {
  if (n === 0) return [0, 1];
  const share = successes / n;
  const centre = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2));
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}
