import { convolve } from "./convolution.ts";
import { type ChannelBlock, GraphBuilder, type Value } from "./graph.ts";
import { describeNetwork, type NetworkConfig, type NetworkPlan, planNetwork } from "./network.ts";
import {
  addBoth,
  averagePool,
  batchNormalize,
  dense,
  mask,
  relu,
  softmaxCrossEntropy,
  spaceToDepth,
} from "./operations.ts";
import { CLASSES } from "./sample-bank.ts";

export interface StepConfig {
  readonly batchSize: number;
  /** Share of the last step that is taken again, 0 … 1. */
  readonly momentum: number;
  /** Pull of the weights towards zero, times the learning rate, at each step. */
  readonly weightDecay: number;
}

/**
 * One training step as one ONNX graph: forward, backward, optimizer (stochastic gradient descent with Nesterov's momentum and
 * decoupled weight decay), and a moving average of weights and batch statistics, which is what is served.
 *
 * Inputs: `image` `[n, 1, 28, 28]`, `targets` `[n, 11]`, `sample_weights` `[n, 1]`, `dropout` `[n, features]`, the scalars
 * `learning_rate` and `average_decay`, and the state: `weights` and `momenta` `[weightCount]`, `average`
 * `[weightCount + 2 channelCount]`. Outputs: `loss`, and the state after the step as `next_…`.
 */
export function encodeTrainingStep(network: NetworkConfig, config: StepConfig, block: ChannelBlock): Uint8Array {
  const plan = planNetwork(network);
  const graph = new GraphBuilder(block);
  const n = config.batchSize;
  const image = graph.input("image", [n, 1, 28, 28]);
  const targets = graph.input("targets", [n, CLASSES]);
  const sampleWeights = graph.input("sample_weights", [n, 1]);
  const dropout = graph.input("dropout", [n, plan.featureCount]);
  const weights = graph.input("weights", [plan.weightCount]);

  const tensors = splitWeights(graph, weights, plan);
  const { logits, statistics } = trainingForward(graph, network, image, dropout, tensors);
  const loss = softmaxCrossEntropy(graph, logits, targets, sampleWeights);
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
  network: NetworkConfig,
  image: Value,
  dropout: Value,
  tensors: Map<string, Value>,
): { logits: Value; statistics: Value } {
  const tensor = (name: string) => tensors.get(name)!;
  const means: Value[] = [];
  const variances: Value[] = [];
  const logits = describeNetwork<Value>(network, image, {
    convolve(x, name) {
      const y = convolve(graph, x, tensor(`${name}.weight`));
      const { output, mean, variance } = batchNormalize(graph, y, tensor(`${name}.gamma`), tensor(`${name}.beta`));
      means.push(mean);
      variances.push(variance);
      return output;
    },
    relu: (x) => relu(graph, x),
    add: (a, b) => addBoth(graph, a, b),
    spaceToDepth: (x) => spaceToDepth(graph, x),
    averagePool: (x) => averagePool(graph, x),
    dropout: (x) => mask(graph, x, dropout),
    dense: (x, name) => dense(graph, x, tensor(`${name}.weight`), tensor(`${name}.bias`)),
  });
  return { logits, statistics: graph.concat([...means, ...variances], 0) };
}

/** Nesterov's momentum as in Sutskever et al. 2013; decay apart from the gradient as in https://arxiv.org/abs/1711.05101. */
function descend(graph: GraphBuilder, weights: Value, gradient: Value, plan: NetworkPlan, config: StepConfig): Value {
  const momenta = graph.input("momenta", weights.dims);
  const learningRate = graph.input("learning_rate", []);
  const momentum = graph.scalar(config.momentum);
  const decays = new Float32Array(plan.weightCount);
  for (const { offset, size, decays: yes } of plan.parameters) {
    if (yes) decays.fill(config.weightDecay, offset, offset + size);
  }
  const next = graph.add(graph.multiply(momentum, momenta), gradient);
  const pull = graph.multiply(weights, graph.constant(decays, weights.dims));
  const direction = graph.add(graph.add(gradient, graph.multiply(momentum, next)), pull);
  const nextWeights = graph.subtract(weights, graph.multiply(learningRate, direction));
  graph.output("next_momenta", next);
  graph.output("next_weights", nextWeights);
  return nextWeights;
}
