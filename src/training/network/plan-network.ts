import type { Random } from "../random.ts";
import type { Network } from "./layers.ts";
import { listLayers } from "./list-layers.ts";

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
  /** Numbers that go into the last layer, each with its dropout; 0 where there is none. */
  readonly featureCount: number;
  readonly multiplyAdds: number;
}

/** What a network needs to be trained, for one input of its own size. */
export function planNetwork(network: Network): NetworkPlan {
  const parameters: Parameter[] = [];
  const normalizations: { name: string; channels: number; offset: number }[] = [];
  const plan = { weightCount: 0, channelCount: 0, featureCount: 0, multiplyAdds: 0 };
  const declare = (name: string, dims: number[], decays: boolean, start: Parameter["start"]) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    parameters.push({ name, dims, size, offset: plan.weightCount, decays, start });
    plan.weightCount += size;
  };
  for (const { name, kind, inputs, channels, taps: perInput, places, scale } of listLayers(network)) {
    const taps = inputs * perInput;
    plan.multiplyAdds += channels * taps * places;
    if (kind === "convolve" || kind === "halve" || kind === "halveRows") {
      const side = Math.sqrt(perInput);
      const dims = kind === "convolve" ? [channels, inputs, side, side] : [channels, taps, 1, 1];
      declare(`${name}.weight`, dims, true, { deviation: Math.sqrt(2 / taps) });
      declare(`${name}.gamma`, [channels], false, { value: scale });
      declare(`${name}.beta`, [channels], false, { value: 0 });
      normalizations.push({ name, channels, offset: plan.channelCount });
      plan.channelCount += channels;
      continue;
    }
    if (kind === "dense") plan.featureCount = inputs;
    const dims = kind === "dense" ? [channels, inputs] : [channels, inputs, 1, 1];
    declare(`${name}.weight`, dims, true, { deviation: kind === "dense" ? Math.sqrt(1 / inputs) : 0.01 });
    declare(`${name}.bias`, [channels], false, { value: 0 });
  }
  return { parameters, normalizations, ...plan };
}

/** The parameter with this name. */
export function findParameter({ parameters }: NetworkPlan, name: string): Parameter {
  const found = parameters.find((parameter) => parameter.name === name);
  if (!found) throw new Error(`The network has no parameter ${name}.`);
  return found;
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
