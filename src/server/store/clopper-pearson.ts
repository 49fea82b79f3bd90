const TAIL = 0.025;
const STEPS = 60;

/**
 * The exact 95 % interval of a share (Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404): both ends are the shares with
 * which so many successes, or more (fewer), come in one of 40 cases.
 *
 * @param successes 0…n
 * @returns lower and upper end, 0…1
 */
export function clopperPearson(successes: number, n: number): readonly [number, number] {
  const lower = successes === 0 ? 0 : findShare((share) => 1 - binomialCdf(successes - 1, n, share) < TAIL);
  const upper = successes === n ? 1 : findShare((share) => binomialCdf(successes, n, share) > TAIL);
  return [lower, upper];
}

/** Where it stops being true, by halving. */
function findShare(isBelow: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of at most `k` successes of `n`: an incomplete beta function, 1 - I(share; k + 1, n - k). */
function binomialCdf(k: number, n: number, share: number): number {
  return 1 - incompleteBeta(share, k + 1, n - k);
}

/** The regularized incomplete beta function, by its continued fraction (NIST DLMF 8.17.22, https://dlmf.nist.gov/8.17). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front * continuedFraction(x, a, b);
}

/** By Lentz's method (Numerical Recipes, 6.4). */
function continuedFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const atLeastTiny = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / atLeastTiny(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / atLeastTiny(1 + even * d);
    c = atLeastTiny(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / atLeastTiny(1 + odd * d);
    c = atLeastTiny(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series (NIST DLMF 5.11.1) from 10 on, below it by recurrence. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 10; at++) shift += Math.log(at);
  const series = 1 / (12 * at) - 1 / (360 * at ** 3) + 1 / (1260 * at ** 5) - 1 / (1680 * at ** 7);
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
