import { createRandom, type Random } from "./random.ts";

/**
 * Ways to spoil a picture, each in five strengths, after MNIST-C (Mu and Gilmer 2019, https://arxiv.org/abs/1906.02337).
 * Those marked `inTraining` have a like in the scenes that the network learns from; the others it has never seen.
 */
export const DAMAGES = {
  noise: { inTraining: true, apply: addNoise },
  blur: { inTraining: true, apply: blur },
  brightness: { inTraining: true, apply: brighten },
  rotation: { inTraining: true, apply: (gray, strength, random) => warp(gray, turn(sign(random) * 8 * strength)) },
  shear: {
    inTraining: true,
    apply: (gray, strength, random) => warp(gray, [1, sign(random) * 0.15 * strength, 0, 1, 0, 0]),
  },
  scale: {
    inTraining: true,
    apply: (gray, strength) => warp(gray, [1 + 0.2 * strength, 0, 0, 1 + 0.2 * strength, 0, 0]),
  },
  shift: {
    inTraining: true,
    apply: (gray, strength, random) => warp(gray, [1, 0, 0, 1, sign(random) * strength, sign(random) * strength]),
  },
  fog: { inTraining: false, apply: addFog },
  stripes: { inTraining: false, apply: addStripes },
  dots: { inTraining: false, apply: (gray, strength, random) => addDiscs(gray, 4 * strength, 0.9, random) },
  splatter: { inTraining: false, apply: (gray, strength, random) => addDiscs(gray, strength, 1.8, random) },
  edges: { inTraining: false, apply: outline },
  erasures: { inTraining: false, apply: erase },
} as const satisfies Record<string, Damage>;

export type DamageName = keyof typeof DAMAGES;
export const STRENGTHS = [1, 2, 3, 4, 5] as const;
export type Strength = (typeof STRENGTHS)[number];

interface Damage {
  readonly inTraining: boolean;
  apply(gray: Gray, strength: Strength, random: Random): Gray;
}

/** `[28, 28]`, 0 (paper) … 1 (ink) */
export type Gray = Float32Array;

const SIDE = 28;

/** The picture, damaged; the same picture, kind, strength and number give the same result. */
export function damage(gray: Gray, name: DamageName, strength: Strength, index: number): Gray {
  const random = createRandom(strength, index, Object.keys(DAMAGES).indexOf(name));
  return DAMAGES[name].apply(gray, strength, random).map((value) => Math.min(1, Math.max(0, value)));
}

function addNoise(gray: Gray, strength: Strength, random: Random): Gray {
  return gray.map((value) => value + 0.06 * strength * random.normal());
}

/** Gaussian, of 0.5 to 2.5 pixels. */
function blur(gray: Gray, strength: Strength): Gray {
  const sigma = 0.5 * strength;
  const reach = Math.ceil(3 * sigma);
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  const sum = kernel.reduce((total, share) => total + share, 0);
  const along = (from: Gray, dx: number, dy: number) =>
    draw(
      (x, y) =>
        kernel.reduce((total, share, k) => total + share * at(from, x + dx * (k - reach), y + dy * (k - reach)), 0) /
        sum,
    );
  return along(along(gray, 1, 0), 0, 1);
}

/** Paper gets lighter as in a pale copy: ink keeps 1/(1 + strength/2) of its contrast, over a grey ground. */
function brighten(gray: Gray, strength: Strength): Gray {
  return gray.map((value) => 0.12 * strength + value / (1 + 0.5 * strength));
}

/** Soft clouds: noise of three octaves over the whole picture. */
function addFog(gray: Gray, strength: Strength, random: Random): Gray {
  const octaves = [4, 7, 14].map((cells) => ({
    cells,
    values: Float32Array.from({ length: (cells + 2) ** 2 }, () => random.next()),
  }));
  const cloud = (x: number, y: number) =>
    octaves.reduce(
      (sum, { cells, values }, i) => sum + 0.5 ** i * smooth(values, cells + 2, (x * cells) / SIDE, (y * cells) / SIDE),
      0,
    ) / 1.75;
  const share = 0.13 * strength;
  return draw((x, y) => (1 - share) * at(gray, x, y) + share * cloud(x, y));
}

function smooth(values: Float32Array, columns: number, x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const row = (i: number) => values[i * columns + x0] * (1 - fx) + values[i * columns + x0 + 1] * fx;
  return row(y0) * (1 - fy) + row(y0 + 1) * fy;
}

/** One more parallel line a strength, each one pixel wide and as dark as the ink, across the whole picture. */
function addStripes(gray: Gray, strength: Strength, random: Random): Gray {
  const angle = random.between(0, Math.PI);
  const offsets = Array.from({ length: strength }, () => random.between(-11, 11));
  return draw((x, y) => {
    const v = (x - 13.5) * Math.sin(angle) + (y - 13.5) * Math.cos(angle);
    const nearest = Math.min(...offsets.map((offset) => Math.abs(v - offset)));
    return Math.max(at(gray, x, y), Math.min(1, Math.max(0, 1 - nearest)));
  });
}

function addDiscs(gray: Gray, count: number, radius: number, random: Random): Gray {
  const discs = Array.from({ length: count }, () => [
    random.between(2, 26),
    random.between(2, 26),
    radius * random.between(0.6, 1.2),
  ]);
  return draw((x, y) =>
    discs.reduce(
      (value, [cx, cy, r]) => Math.max(value, Math.min(1, r + 0.5 - Math.hypot(x - cx, y - cy))),
      at(gray, x, y),
    ),
  );
}

/** Only the outline of the ink stays, more and more of it: dilation less erosion by a disc. */
function outline(gray: Gray, strength: Strength): Gray {
  const around = (x: number, y: number) => [
    at(gray, x, y),
    at(gray, x - 1, y),
    at(gray, x + 1, y),
    at(gray, x, y - 1),
    at(gray, x, y + 1),
  ];
  const share = strength / 5;
  return draw((x, y) => (1 - share) * at(gray, x, y) + share * (Math.max(...around(x, y)) - Math.min(...around(x, y))));
}

/** One more bare square of 4×4 pixels a strength, somewhere on the ink. */
function erase(gray: Gray, strength: Strength, random: Random): Gray {
  const out = Float32Array.from(gray);
  const inked = [...gray.keys()].filter((i) => gray[i] > 0.5);
  for (let n = 0; n < strength && inked.length > 0; n++) {
    const middle = random.pick(inked);
    const [left, top] = [(middle % SIDE) - 2, Math.floor(middle / SIDE) - 2];
    for (let y = Math.max(0, top); y < Math.min(SIDE, top + 4); y++) {
      for (let x = Math.max(0, left); x < Math.min(SIDE, left + 4); x++) out[y * SIDE + x] = 0;
    }
  }
  return out;
}

/** A map from a place in the result to one in the picture, about the middle: x' = a x + b y + c, y' = d x + e y + f. */
type Affine = readonly [a: number, b: number, d: number, e: number, c: number, f: number];

function turn(degrees: number): Affine {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle), 0, 0];
}

function warp(gray: Gray, [a, b, d, e, c, f]: Affine): Gray {
  return draw((x, y) => {
    const [u, v] = [x - 13.5, y - 13.5];
    const [px, py] = [a * u + b * v + c + 13.5, d * u + e * v + f + 13.5];
    const [x0, y0] = [Math.floor(px), Math.floor(py)];
    const row = (k: number) => at(gray, x0, k) * (1 - px + x0) + at(gray, x0 + 1, k) * (px - x0);
    return row(y0) * (1 - py + y0) + row(y0 + 1) * (py - y0);
  });
}

function sign(random: Random): number {
  return random.chance(0.5) ? 1 : -1;
}

/** Outside the picture is paper. */
function at(gray: Gray, x: number, y: number): number {
  return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : gray[y * SIDE + x];
}

function draw(value: (x: number, y: number) => number): Gray {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => value(i % SIDE, Math.floor(i / SIDE)));
}
