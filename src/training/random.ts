/** A seeded source of chance: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, n). */
  below(n: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Standard normal, by Box and Muller. */
  normal(): number;
  pick<T>(items: readonly T[]): T;
  /** Fisher–Yates, in place. */
  shuffle(items: { [index: number]: number; readonly length: number }): void;
}

/** sfc32 by Chris Doty-Humphrey (PractRand), seeded by up to three integers, say a run's seed and a picture's number. */
export function createRandom(seed: number, stream = 0, substream = 0): Random {
  let a = seed | 0;
  let b = stream | 0;
  let c = substream | 0;
  let counter = 1;
  const next32 = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next32();
  const next = () => next32() / 4294967296;
  const below = (n: number) => Math.floor(next() * n);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[below(items.length)],
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [items[i], items[j]] = [items[j], items[i]];
      }
    },
  };
}
