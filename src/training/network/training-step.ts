import { convolve } from "../autograd/convolution.ts";
import { type ChannelBlock, GraphBuilder, type Value } from "../autograd/graph.ts";
import {
  addBias,
  addBoth,
  averagePool,
  batchNormalize,
  dense,
  double,
  mask,
  relu,
  rowsToDepth,
  spaceToDepth,
} from "../autograd/operations.ts";
import type { Network } from "./layers.ts";
import { type NetworkPlan, planNetwork } from "./plan-network.ts";

/** Shares of the old value in the moving averages of the gradient and of its square. */
const MOMENT_DECAYS = [0.9, 0.99];

export interface StepConfig {
  readonly batchSize: number;
  /** Pull of the weights towards zero, times the learning rate, at each step. */
  readonly weightDecay: number;
}

/** What a network learns: adds to the graph what its output should be, and how far it is from that. */
export type BuildLoss = (
  graph: GraphBuilder,
  output: Value,
) => {
  /** A scalar. */
  readonly loss: Value;
  /** What the loss is the sum of, `[parts]`, to be shown. */
  readonly parts?: Value;
};

/**
 * One training step as one ONNX graph: forward, backward, optimizer (AdamW), and a moving average of weights and batch
 * statistics, which is what is served.
 *
 * Inputs: the network's own, for a batch; `dropout` `[n, features]` where it has any; what `buildLoss` adds; the scalars
 * `learning_rate` and `average_decay`, `moment_corrections` `[2, 1]`, and the state: `weights` `[weightCount]`, `moments`
 * `[2, weightCount]` of the gradient, `average` `[weightCount + 2 channelCount]`. Outputs: `loss`, `parts`, and the state after the step
 * as `next_…`.
 */
export function encodeTrainingStep(
  network: Network,
  buildLoss: BuildLoss,
  config: StepConfig,
  block: ChannelBlock,
): Uint8Array {
  const plan = planNetwork(network);
  const graph = new GraphBuilder(block);
  const input = graph.input(network.input.name, [config.batchSize, ...network.input.dims.slice(1)]);
  const weights = graph.input("weights", [plan.weightCount]);
  const tensors = splitWeights(graph, weights, plan);
  const { output, statistics } = trainingForward(graph, network, input, plan, tensors);
  const { loss, parts } = buildLoss(graph, output);
  const gradients = graph.gradients(loss, [...tensors.values()]);
  const gradient = graph.concat(
    gradients.map((value, i) => graph.reshape(value, [plan.parameters[i].size])),
    0,
  );
  const nextWeights = descend(graph, weights, gradient, plan, config);
  const average = graph.input("average", [plan.weightCount + 2 * plan.channelCount]);
  const decay = graph.input("average_decay", []);
  const now = graph.concat([nextWeights, statistics], 0);
  graph.output("next_average", graph.add(now, graph.multiply(decay, graph.subtract(average, now))));
  graph.output("loss", loss);
  if (parts) graph.output("parts", parts);
  return graph.encode("training step");
}

function splitWeights(graph: GraphBuilder, weights: Value, plan: NetworkPlan): Map<string, Value> {
  const sizes = plan.parameters.map((parameter) => parameter.size);
  const parts = graph.split(
    "Split",
    [weights, graph.integers(sizes)],
    sizes.map((size) => [size]),
    { axis: 0 },
  );
  return new Map(plan.parameters.map(({ name, dims }, i) => [name, graph.reshape(parts[i], dims)]));
}

function trainingForward(
  graph: GraphBuilder,
  network: Network,
  input: Value,
  plan: NetworkPlan,
  tensors: Map<string, Value>,
): { output: Value; statistics: Value } {
  const tensor = (name: string) => tensors.get(name)!;
  const means: Value[] = [];
  const variances: Value[] = [];
  const convolveAndNormalize = (x: Value, name: string): Value => {
    const y = convolve(graph, x, tensor(`${name}.weight`));
    const { output, mean, variance } = batchNormalize(graph, y, tensor(`${name}.gamma`), tensor(`${name}.beta`));
    means.push(mean);
    variances.push(variance);
    return output;
  };
  const output = network.describe<Value>(input, {
    convolve: convolveAndNormalize,
    halve: (x, name) => convolveAndNormalize(spaceToDepth(graph, x), name),
    halveRows: (x, name) => convolveAndNormalize(rowsToDepth(graph, x), name),
    double: (x) => double(graph, x),
    project: (x, name) => addBias(graph, convolve(graph, x, tensor(`${name}.weight`)), tensor(`${name}.bias`)),
    relu: (x) => relu(graph, x),
    add: (a, b) => addBoth(graph, a, b),
    averagePool: (x) => averagePool(graph, x),
    dropout: (x) => mask(graph, x, graph.input("dropout", [input.dims[0], plan.featureCount])),
    dense: (x, name) => dense(graph, x, tensor(`${name}.weight`), tensor(`${name}.bias`)),
  });
  return { output, statistics: graph.concat([...means, ...variances], 0) };
}

/** AdamW (Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101): the decay is apart from the gradient. */
function descend(graph: GraphBuilder, weights: Value, gradient: Value, plan: NetworkPlan, config: StepConfig): Value {
  const moments = graph.input("moments", [2, plan.weightCount]);
  const learningRate = graph.input("learning_rate", []);
  const corrections = graph.input("moment_corrections", [2, 1]);
  const row = (value: Value) => graph.reshape(value, [1, plan.weightCount]);
  const now = graph.concat([row(gradient), row(graph.multiply(gradient, gradient))], 0);
  const kept = graph.constant(MOMENT_DECAYS, [2, 1]);
  const next = graph.add(now, graph.multiply(kept, graph.subtract(moments, now)));
  const halves = [1, 2].map(() => row(weights).dims);
  const corrected = graph.multiply(next, corrections);
  const [mean, square] = graph.split("Split", [corrected, graph.integers([1, 1])], halves, { axis: 0 });
  const deviation = graph.add(graph.node("Sqrt", [square], square.dims), graph.scalar(1e-8));
  const decays = new Float32Array(plan.weightCount);
  for (const { offset, size, decays: isDecaying } of plan.parameters) {
    if (isDecaying) decays.fill(config.weightDecay, offset, offset + size);
  }
  const pull = graph.multiply(weights, graph.constant(decays, weights.dims));
  const direction = graph.add(graph.reshape(graph.divide(mean, deviation), weights.dims), pull);
  const nextWeights = graph.subtract(weights, graph.multiply(learningRate, direction));
  graph.output("next_moments", next);
  graph.output("next_weights", nextWeights);
  return nextWeights;
}

/** What makes up for the moments' start at zero, for the step with this number, from 0: `[2]`. */
export function momentCorrections(step: number): Float32Array {
  return Float32Array.from(MOMENT_DECAYS, (decay) => 1 / (1 - decay ** (step + 1)));
}
