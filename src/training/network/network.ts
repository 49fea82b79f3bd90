import { CLASS_COUNT } from "../../core/manifest.ts";
import type { Random } from "../random.ts";

/** Sizes of a residual network (He et al. 2015, https://arxiv.org/abs/1512.03385) over pictures of 28×28. */
export interface NetworkConfig {
  /** Channels at 28×28, 14×14 and 7×7 pixels. */
  readonly widths: readonly [number, number, number];
  /** Residual blocks of two 3×3 convolutions at each of these. */
  readonly blocks: readonly [number, number, number];
}

/**
 * 12 million multiply-adds. ONNX Runtime's convolution takes up to 64 channels at once, so that 80 at the last size cost much more
 * than a quarter on top.
 */
export const DEFAULT_NETWORK: NetworkConfig = { widths: [16, 32, 64], blocks: [0, 1, 2] };

/** What the network is made of. To train, to count the weights and to export are three readings of one description. */
export interface Layers<T extends { readonly dims: readonly number[] }> {
  /** Convolution (odd square kernel) and batch normalization; the latter's scale starts at `scale`. */
  convolve(x: T, name: string, channels: number, size: number, scale?: number): T;
  relu(x: T): T;
  add(a: T, b: T): T;
  /** Convolution of 2×2 pixels at every second place, and batch normalization; the weights lie as `[channels, (y, x, c), 1, 1]`. */
  halve(x: T, name: string, channels: number): T;
  averagePool(x: T): T;
  dropout(x: T): T;
  dense(x: T, name: string, classes: number): T;
}

/**
 * The network: `[n, 1, 28, 28]`, 0 (paper) … 1 (ink) → logits `[n, 11]`.
 * Between the sizes, each 2×2 square becomes one pixel.
 */
export function describeNetwork<T extends { readonly dims: readonly number[] }>(
  config: NetworkConfig,
  image: T,
  layers: Layers<T>,
): T {
  let x = layers.relu(layers.convolve(image, "stem", config.widths[0], 3));
  config.widths.forEach((width, level) => {
    if (level > 0) x = layers.relu(layers.halve(x, `down${level}`, width));
    for (let block = 0; block < config.blocks[level]; block++) {
      const name = `stage${level}.block${block}`;
      const inner = layers.relu(layers.convolve(x, `${name}.first`, width, 3));
      x = layers.relu(layers.add(x, layers.convolve(inner, `${name}.second`, width, 3, 0)));
    }
  });
  return layers.dense(layers.dropout(layers.averagePool(x)), "head", CLASS_COUNT);
}

/** One tensor among the weights, which are kept as one vector. */
export interface Parameter {
  readonly name: string;
  readonly dims: readonly number[];
  readonly size: number;
  /** Position of its first number in the vector. */
  readonly offset: number;
  /** Whether weight decay pulls it towards zero. */
  readonly decays: boolean;
  /** Standard deviation of its random start, or the one number it starts as. */
  readonly start: { readonly deviation: number } | { readonly value: number };
}

export interface NetworkPlan {
  readonly parameters: readonly Parameter[];
  /** Length of the vector of weights. */
  readonly weightCount: number;
  /** The normalizations' channels, in order: the statistics vector holds all means, then all variances. */
  readonly normalizations: readonly { readonly name: string; readonly channels: number; readonly offset: number }[];
  /** Number of means, which is also that of variances. */
  readonly channelCount: number;
  /** Numbers that go into the last layer, each with its dropout. */
  readonly featureCount: number;
  readonly multiplyAdds: number;
}

/** Walks through the network once and notes what it needs. */
export function planNetwork(config: NetworkConfig): NetworkPlan {
  const parameters: Parameter[] = [];
  const normalizations: { name: string; channels: number; offset: number }[] = [];
  const plan = { weightCount: 0, channelCount: 0, featureCount: 0, multiplyAdds: 0 };
  const declare = (name: string, dims: number[], decays: boolean, start: Parameter["start"]) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    parameters.push({ name, dims, size, offset: plan.weightCount, decays, start });
    plan.weightCount += size;
  };
  type Shape = { readonly dims: readonly number[] };
  const convolve = ({ dims: [n, c, h, w] }: Shape, name: string, channels: number, size: number, scale = 1): Shape => {
    declare(`${name}.weight`, [channels, c, size, size], true, { deviation: Math.sqrt(2 / (c * size * size)) });
    declare(`${name}.gamma`, [channels], false, { value: scale });
    declare(`${name}.beta`, [channels], false, { value: 0 });
    normalizations.push({ name, channels, offset: plan.channelCount });
    plan.channelCount += channels;
    plan.multiplyAdds += channels * c * size * size * h * w;
    return { dims: [n, channels, h, w] };
  };
  describeNetwork<Shape>(
    config,
    { dims: [1, 1, 28, 28] },
    {
      convolve,
      halve: ({ dims: [n, c, h, w] }, name, channels) =>
        convolve({ dims: [n, 4 * c, h / 2, w / 2] }, name, channels, 1),
      relu: (x) => x,
      add: (a) => a,
      averagePool: ({ dims: [n, c] }) => ({ dims: [n, c] }),
      dropout(x) {
        plan.featureCount = x.dims[1];
        return x;
      },
      dense({ dims: [n, c] }, name, classes) {
        declare(`${name}.weight`, [classes, c], true, { deviation: Math.sqrt(1 / c) });
        declare(`${name}.bias`, [classes], false, { value: 0 });
        plan.multiplyAdds += c * classes;
        return { dims: [n, classes] };
      },
    },
  );
  return { parameters, normalizations, ...plan };
}

/** Random start (He et al. 2015, https://arxiv.org/abs/1502.01852). */
export function startWeights(plan: NetworkPlan, random: Random): Float32Array {
  const weights = new Float32Array(plan.weightCount);
  for (const { offset, size, start } of plan.parameters) {
    for (let i = offset; i < offset + size; i++) {
      weights[i] = "value" in start ? start.value : start.deviation * random.normal();
    }
  }
  return weights;
}
