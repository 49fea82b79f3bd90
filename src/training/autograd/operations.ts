/** What a network is made of, each with its gradient. Pictures are `[n, channels, height, width]`. */
import type { GraphBuilder, Value } from "./graph.ts";

/** Added to variances before the root is taken. */
export const EPSILON = 1e-5;
const PER_CHANNEL = [0, 2, 3];

export function relu(graph: GraphBuilder, x: Value): Value {
  const y = graph.node("Relu", [x], x.dims);
  return graph.differentiable(y, [x], (dy) => {
    // 1 where y is above 0: the same as Sign, but several times faster.
    const passes = graph.node("HardSigmoid", [y], y.dims, { alpha: { float: 1e30 }, beta: { float: 0 } });
    return [graph.multiply(dy, passes)];
  });
}

/** Sum of two values of the same shape. */
export function addBoth(graph: GraphBuilder, a: Value, b: Value): Value {
  return graph.differentiable(graph.add(a, b), [a, b], (dy) => [dy, dy]);
}

/** Times a value that needs no gradient, such as a dropout mask, of the same shape. */
export function mask(graph: GraphBuilder, x: Value, factors: Value): Value {
  return graph.differentiable(graph.multiply(x, factors), [x], (dy) => [graph.multiply(dy, factors)]);
}

export interface Normalized {
  readonly output: Value;
  /** `[c]`, of this batch. */
  readonly mean: Value;
  /** `[c]`, of this batch, biased. */
  readonly variance: Value;
}

/**
 * Batch normalization with the statistics of the batch (Ioffe and Szegedy 2015, https://arxiv.org/abs/1502.03167).
 *
 * @param x `[n, c, h, w]`
 * @param gamma scale `[c]`
 * @param beta shift `[c]`
 */
export function batchNormalize(graph: GraphBuilder, x: Value, gamma: Value, beta: Value): Normalized {
  const [n, c, height, width] = x.dims;
  const vector = (value: Value) => graph.reshape(value, [c]);
  const channels = (value: Value) => graph.reshape(value, [1, c, 1, 1]);
  const perItem = graph.scalar(1 / (n * height * width));
  const mean = vector(graph.reduce("ReduceMean", x, PER_CHANNEL));
  const meanSquare = graph.multiply(vector(graph.reduce("ReduceSumSquare", x, PER_CHANNEL)), perItem);
  const variance = graph.node("Relu", [graph.subtract(meanSquare, graph.multiply(mean, mean))], [c]);
  const output = graph.node("BatchNormalization", [x, gamma, beta, mean, variance], x.dims, {
    epsilon: { float: EPSILON },
  });
  graph.differentiable(output, [x, gamma, beta], (dy) => {
    const deviation = graph.node("Sqrt", [graph.add(variance, graph.scalar(EPSILON))], [c]);
    const dBeta = vector(graph.reduce("ReduceSum", dy, PER_CHANNEL));
    const dySumX = vector(graph.reduce("ReduceSum", graph.multiply(dy, x), PER_CHANNEL));
    const dGamma = graph.divide(graph.subtract(dySumX, graph.multiply(mean, dBeta)), deviation);
    // dx = gamma / deviation * (dy - dBeta / m - normalized x * dGamma / m), written as a * dy + b * x + c
    const a = graph.divide(gamma, deviation);
    const b = graph.node("Neg", [graph.multiply(graph.divide(graph.multiply(a, dGamma), deviation), perItem)], [c]);
    const shift = graph.node(
      "Neg",
      [graph.add(graph.multiply(graph.multiply(a, dBeta), perItem), graph.multiply(b, mean))],
      [c],
    );
    const rest = graph.add(graph.multiply(x, channels(b)), channels(shift));
    return [graph.add(graph.multiply(dy, channels(a)), rest), dGamma, dBeta];
  });
  return { output, mean, variance };
}

/** `[n, c, h, w]` → `[n, 4 c, h / 2, w / 2]`: each 2×2 square becomes four channels. */
export function spaceToDepth(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.dims;
  const y = graph.node("SpaceToDepth", [x], [n, 4 * c, height / 2, width / 2], { blocksize: 2 });
  return graph.differentiable(y, [x], (dy) => [graph.node("DepthToSpace", [dy], x.dims, { blocksize: 2 })]);
}

/** `[n, c, h, w]` → `[n, 2 c, h / 2, w]`: each pair of rows becomes twice as many channels. */
export function rowsToDepth(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.dims;
  const parted = graph.reshape(x, [n, c, height / 2, 2, width]);
  const y = graph.reshape(graph.transpose(parted, [0, 3, 1, 2, 4]), [n, 2 * c, height / 2, width]);
  return graph.differentiable(y, [x], (dy) => {
    const apart = graph.reshape(dy, [n, 2, c, height / 2, width]);
    return [graph.reshape(graph.transpose(apart, [0, 2, 3, 1, 4]), x.dims)];
  });
}

/** `[n, c, h, w]` → `[n, c]`: the mean of each channel. */
export function averagePool(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.dims;
  const y = graph.reshape(graph.reduce("ReduceMean", x, [2, 3]), [n, c]);
  return graph.differentiable(y, [x], (dy) => {
    const share = graph.multiply(dy, graph.scalar(1 / (height * width)));
    return [graph.node("Expand", [graph.reshape(share, [n, c, 1, 1]), graph.integers(x.dims)], x.dims)];
  });
}

/**
 * Fully connected layer.
 *
 * @param x `[n, c]`
 * @param w `[k, c]`
 * @param bias `[k]`
 * @returns `[n, k]`
 */
export function dense(graph: GraphBuilder, x: Value, w: Value, bias: Value): Value {
  const y = graph.node("Gemm", [x, w, bias], [x.dims[0], w.dims[0]], { transB: 1 });
  return graph.differentiable(y, [x, w, bias], (dy) => [
    graph.node("Gemm", [dy, w], x.dims),
    graph.node("Gemm", [dy, x], w.dims, { transA: 1 }),
    graph.reshape(graph.reduce("ReduceSum", dy, [0]), bias.dims),
  ]);
}

/**
 * Cross-entropy of softmax probabilities against target distributions: the mean over the batch.
 *
 * @param logits `[n, k]`
 * @param targets `[n, k]`, each row sums to 1
 * @returns a scalar
 */
export function softmaxCrossEntropy(graph: GraphBuilder, logits: Value, targets: Value): Value {
  const n = logits.dims[0];
  const share = graph.scalar(-1 / n);
  const logs = graph.node("LogSoftmax", [logits], logits.dims, { axis: 1 });
  const terms = graph.multiply(graph.multiply(targets, logs), share);
  const loss = graph.reshape(graph.reduce("ReduceSum", terms, [0, 1]), []);
  return graph.differentiable(loss, [logits], (dLoss) => {
    const difference = graph.subtract(targets, graph.node("Softmax", [logits], logits.dims, { axis: 1 }));
    return [graph.multiply(graph.multiply(difference, share), dLoss)];
  });
}

/** Each pixel becomes 2×2 (nearest neighbour): `[n, c, h, w]` → `[n, c, 2 h, 2 w]`. */
export function double(graph: GraphBuilder, x: Value): Value {
  const [n, c, height, width] = x.dims;
  const scales = graph.constant([1, 1, 2, 2], [4]);
  const y = graph.node("Resize", [x, undefined, scales], [n, c, 2 * height, 2 * width], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return graph.differentiable(y, [x], (dy) => {
    const mean = graph.node("AveragePool", [dy], x.dims, { kernel_shape: [2, 2], strides: [2, 2] });
    return [graph.multiply(mean, graph.scalar(4))];
  });
}

/** `[n, c, h, w]` + `[c]` */
export function addBias(graph: GraphBuilder, x: Value, bias: Value): Value {
  const c = x.dims[1];
  const y = graph.add(x, graph.reshape(bias, [1, c, 1, 1]));
  return graph.differentiable(y, [x, bias], (dy) => [
    dy,
    graph.reshape(graph.reduce("ReduceSum", dy, PER_CHANNEL), [c]),
  ]);
}
