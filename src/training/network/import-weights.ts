import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { GraphBuilder } from "../autograd/graph.ts";
import { EPSILON } from "../autograd/operations.ts";
import { type FoldedLayer, fromKernels } from "./folded-layers.ts";
import type { Network } from "./layers.ts";
import { listLayers, type WeightedLayer } from "./list-layers.ts";
import { findParameter, planNetwork } from "./plan-network.ts";
import { servedLayers } from "./served-layers.ts";

/**
 * A served network's weights as training has them: each normalization, which the export folds into its convolution, gets back the mean
 * and the spread that it sees on these samples. Trained on from here, the network starts where it was.
 *
 * @param inputs `[n, …]`, as the network's input
 * @returns weights and statistics, `[weightCount + 2 channelCount]`
 * @throws Error where the layers are of another network
 */
export async function importWeights(
  network: Network,
  folded: readonly FoldedLayer[],
  inputs: Float32Array,
): Promise<Float32Array> {
  if (!fitsNetwork(network, folded)) throw new Error("The layers are of another network.");
  const plan = planNetwork(network);
  const average = new Float32Array(plan.weightCount + 2 * plan.channelCount);
  const statistics = await measure(network, folded, inputs);
  const put = (name: string, values: ArrayLike<number>) => {
    average.set(values, findParameter(plan, name).offset);
  };
  for (const [at, layer] of listLayers(network).entries()) {
    const { name, kind } = layer;
    if (kind === "project" || kind === "dense") {
      put(`${name}.weight`, folded[at].weight);
      put(`${name}.bias`, folded[at].bias);
      continue;
    }
    const { offset } = plan.normalizations.find((normalization) => normalization.name === name)!;
    const { weight, gamma, beta, mean, variance } = unfold(layer, folded[at], statistics.get(name)!);
    put(`${name}.weight`, weight);
    put(`${name}.gamma`, gamma);
    put(`${name}.beta`, beta);
    average.set(mean, plan.weightCount + offset);
    average.set(variance, plan.weightCount + plan.channelCount + offset);
  }
  return average;
}

/** Whether these are a network's layers, by their sizes. */
export function fitsNetwork(network: Network, folded: readonly FoldedLayer[]): boolean {
  const layers = listLayers(network);
  const fits = ({ inputs, channels, taps }: WeightedLayer, { weight, bias }: FoldedLayer) =>
    weight.length === channels * inputs * taps && bias.length === channels;
  return layers.length === folded.length && layers.every((layer, at) => fits(layer, folded[at]));
}

/** A convolution and its normalization, as training has them. */
function unfold(
  { kind, channels, inputs, taps }: WeightedLayer,
  { weight: kernels, bias }: FoldedLayer,
  { means, variances }: Statistics,
): Record<"weight" | "gamma" | "beta" | "mean" | "variance", Float32Array> {
  const weight = kind === "convolve" ? kernels.slice() : fromKernels(kernels, channels, inputs, taps);
  const perChannel = weight.length / channels;
  const [gamma, mean, variance] = [0, 1, 2].map(() => new Float32Array(channels));
  for (let k = 0; k < channels; k++) {
    const own = weight.subarray(k * perChannel, (k + 1) * perChannel);
    // Each channel's weights at the size of a random start, so that a learning rate means the same.
    const scale = Math.SQRT2 / (Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1);
    for (let i = 0; i < perChannel; i++) own[i] *= scale;
    mean[k] = (means[k] - bias[k]) * scale;
    variance[k] = variances[k] * scale * scale;
    gamma[k] = Math.sqrt(variance[k] + EPSILON) / scale;
  }
  return { weight, gamma, beta: means, mean, variance };
}

interface Statistics {
  readonly means: Float32Array;
  readonly variances: Float32Array;
}

/** Mean and variance of each channel of each convolution's output over the samples. */
async function measure(
  network: Network,
  folded: readonly FoldedLayer[],
  inputs: Float32Array,
): Promise<Map<string, Statistics>> {
  const { input } = network;
  const perSample = input.dims.reduce((product, dim) => product * dim, 1);
  const dims = [inputs.length / perSample, ...input.dims.slice(1)];
  const graph = new GraphBuilder();
  const names: string[] = [];
  const layers = servedLayers(graph, folded, (name, y) => {
    names.push(name);
    graph.output(`mean:${name}`, graph.reduce("ReduceMean", y, [0, 2, 3]));
    graph.output(`square:${name}`, graph.reduce("ReduceMean", graph.multiply(y, y), [0, 2, 3]));
  });
  graph.output("end", network.describe(graph.input(input.name, dims), layers));
  const session = await InferenceSession.create(graph.encode("statistics"));
  const out = await session.run({ [input.name]: new Tensor("float32", inputs, dims) });
  const numbers = (name: string) => Float32Array.from(out[name].data as Float32Array);
  const statistics = names.map((name): [string, Statistics] => {
    const means = numbers(`mean:${name}`);
    const squares = numbers(`square:${name}`);
    return [name, { means, variances: squares.map((square, k) => Math.max(1e-6, square - means[k] * means[k])) }];
  });
  await session.release();
  return new Map(statistics);
}
