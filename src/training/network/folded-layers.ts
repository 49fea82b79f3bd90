import { EPSILON } from "../autograd/operations.ts";
import type { Network } from "./layers.ts";
import { listLayers } from "./list-layers.ts";
import { findParameter, type NetworkPlan, planNetwork } from "./plan-network.ts";

/** A convolution (or the last, fully connected layer) as it is served: with its normalization folded in. */
export interface FoldedLayer {
  /** `[channels, c, size, size]`, or `[outputs, c]` */
  readonly weight: Float32Array;
  /** `[channels]` */
  readonly bias: Float32Array;
}

/**
 * Folds each normalization into the convolution before it.
 *
 * @param average weights and batch statistics, `[weightCount + 2 channelCount]`, as the training step leaves them
 * @returns the layers with weights, in the order in which the network's description names them
 */
export function foldLayers(network: Network, average: Float32Array): FoldedLayer[] {
  const plan = planNetwork(network);
  const numbers = (name: string) => {
    const { offset, size } = findParameter(plan, name);
    return average.slice(offset, offset + size);
  };
  return listLayers(network).map(({ name, kind, channels, inputs, taps }) => {
    if (kind === "project" || kind === "dense")
      return { weight: numbers(`${name}.weight`), bias: numbers(`${name}.bias`) };
    const { weight, bias } = fold(plan, average, name, numbers);
    return { weight: kind === "convolve" ? weight : toKernels(weight, channels, inputs, taps), bias };
  });
}

function fold(
  plan: NetworkPlan,
  average: Float32Array,
  name: string,
  numbers: (name: string) => Float32Array,
): FoldedLayer {
  const { offset, channels } = plan.normalizations.find((normalization) => normalization.name === name)!;
  const weight = numbers(`${name}.weight`);
  const gamma = numbers(`${name}.gamma`);
  const bias = numbers(`${name}.beta`);
  const perChannel = weight.length / channels;
  for (let k = 0; k < channels; k++) {
    const mean = average[plan.weightCount + offset + k];
    const variance = average[plan.weightCount + plan.channelCount + offset + k];
    const scale = gamma[k] / Math.sqrt(variance + EPSILON);
    for (let i = k * perChannel; i < (k + 1) * perChannel; i++) weight[i] *= scale;
    bias[k] -= mean * scale;
  }
  return { weight, bias };
}

/** `[channels, (y, x, c)]` → `[channels, c, y, x]` */
function toKernels(weight: Float32Array, channels: number, c: number, taps: number): Float32Array {
  const kernels = new Float32Array(weight.length);
  for (let k = 0; k < channels; k++) {
    for (let place = 0; place < taps; place++) {
      for (let i = 0; i < c; i++) kernels[(k * c + i) * taps + place] = weight[(k * taps + place) * c + i];
    }
  }
  return kernels;
}

/** `[channels, c, y, x]` → `[channels, (y, x, c)]` */
export function fromKernels(kernels: Float32Array, channels: number, c: number, taps: number): Float32Array {
  const weight = new Float32Array(kernels.length);
  for (let k = 0; k < channels; k++) {
    for (let place = 0; place < taps; place++) {
      for (let i = 0; i < c; i++) weight[(k * taps + place) * c + i] = kernels[(k * c + i) * taps + place];
    }
  }
  return weight;
}
