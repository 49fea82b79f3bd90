import assert from "node:assert/strict";
import { test } from "node:test";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { convolve, findChannelBlock } from "../../../src/training/autograd/convolution.ts";
import { GraphBuilder, type Value } from "../../../src/training/autograd/graph.ts";
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
  softmaxCrossEntropy,
  spaceToDepth,
} from "../../../src/training/autograd/operations.ts";
import { finderLoss } from "../../../src/training/network/finder-loss.ts";
import { createRandom } from "../../../src/training/random.ts";

/** Small enough for a straight line, large enough for float32. */
const STEP = 0.02;

type Build = (graph: GraphBuilder, inputs: Value[]) => Value;

test("The gradient of a 3×3 convolution is right by input and kernel", async () => {
  await checkGradients(
    [
      [2, 3, 4, 6],
      [2, 3, 3, 3],
    ],
    (graph, [x, w]) => convolve(graph, x, w),
  );
});

test("The gradient of a 3×3 convolution is right where channels come in blocks of sixteen", async () => {
  await checkGradients(
    [
      [2, 16, 3, 3],
      [32, 16, 3, 3],
    ],
    (graph, [x, w]) => convolve(graph, x, w),
  );
});

test("The gradient of a 3×3 convolution over one channel is right by input and kernel", async () => {
  await checkGradients(
    [
      [2, 1, 4, 3],
      [3, 1, 3, 3],
    ],
    (graph, [x, w]) => convolve(graph, x, w),
  );
});

test("The gradient of a 1×1 convolution is right by input and kernel", async () => {
  await checkGradients(
    [
      [2, 3, 2, 4],
      [5, 3, 1, 1],
    ],
    (graph, [x, w]) => convolve(graph, x, w),
  );
});

test("The gradient of batch normalization is right by input, scale and shift", async () => {
  await checkGradients(
    [[3, 2, 2, 3], [2], [2]],
    (graph, [x, gamma, beta]) => batchNormalize(graph, x, gamma, beta).output,
  );
});

test("The gradient of a ReLU is right", async () => {
  await checkGradients([[2, 3, 2, 2]], (graph, [x]) => relu(graph, x));
});

test("The gradient of a sum is right where one part is used twice", async () => {
  await checkGradients([[2, 3]], (graph, [x]) => addBoth(graph, addBoth(graph, x, x), x));
});

test("The gradient of moving squares into channels is right", async () => {
  await checkGradients([[2, 3, 4, 2]], (graph, [x]) => spaceToDepth(graph, x));
});

test("The gradient of moving pairs of rows into channels is right", async () => {
  await checkGradients([[2, 3, 4, 3]], (graph, [x]) => rowsToDepth(graph, x));
});

test("The gradient of average pooling is right", async () => {
  await checkGradients([[2, 3, 4, 2]], (graph, [x]) => averagePool(graph, x));
});

test("The gradient of dropout is right", async () => {
  await checkGradients([[2, 3]], (graph, [x]) => mask(graph, x, graph.constant([0, 2, 2, 0, 0, 2], [2, 3])));
});

test("The gradient of a dense layer is right by input, weights and bias", async () => {
  await checkGradients([[3, 4], [2, 4], [2]], (graph, [x, w, bias]) => dense(graph, x, w, bias));
});

test("The gradient of doubling pixels is right", async () => {
  await checkGradients([[2, 3, 2, 3]], (graph, [x]) => double(graph, x));
});

test("The gradient of a bias for each channel is right by input and bias", async () => {
  await checkGradients([[2, 3, 2, 2], [3]], (graph, [x, bias]) => addBias(graph, x, bias));
});

test("The gradient of the finder's loss is right by every output, at centres, around them and where nobody can tell", async () => {
  const random = createRandom(3);
  const [n, h, w] = [1, 2, 3];
  const values = (channels: number, value: (i: number) => number) => (graph: GraphBuilder) =>
    graph.constant(
      Float32Array.from({ length: n * channels * h * w }, (_, i) => value(i)),
      [n, channels, h, w],
    );
  const targets = {
    heat: values(1, (i) => [1, 0.6, 0, 0.2, 1, 0][i]),
    weight: values(1, (i) => [1, 1, 0, 1, 0.5, 1][i]),
    small: values(1, (i) => [0, 1, 0.5, 0, 0, 1][i]),
    box: values(4, () => random.normal()),
    classes: values(10, (i) => Number(Math.floor(i / (h * w)) === i % (h * w))),
    inside: values(1, (i) => [0.7, 0.3, 0, 0, 1, 0][i]),
  };
  await checkGradients([[n, 16, h, w]], (graph, [output]) => {
    const { heat, weight, small, box, classes, inside } = targets;
    return finderLoss(graph, output, {
      ...{ heat: heat(graph), weight: weight(graph), small: small(graph) },
      ...{ box: box(graph), classes: classes(graph), inside: inside(graph), perDigit: graph.scalar(0.5) },
    }).loss;
  });
});

test("The gradient of the softmax cross-entropy is right with soft targets", async () => {
  await checkGradients([[2, 3]], (graph, [x]) => {
    const targets = graph.constant([0.2, 0.5, 0.3, 0, 1, 0], [2, 3]);
    return softmaxCrossEntropy(graph, x, targets);
  });
});

/**
 * Compares the gradients of Σ r · build(inputs), with random r, with central differences along every single number. The
 * numbers keep off zero, where a ReLU has no gradient.
 */
async function checkGradients(shapes: number[][], build: Build): Promise<void> {
  const random = createRandom(7);
  const values = shapes.map((dims) =>
    Float32Array.from({ length: sizeOf(dims) }, () => (random.chance(0.5) ? 1 : -1) * random.between(0.1, 1)),
  );
  const graph = new GraphBuilder(await findChannelBlock());
  const inputs = shapes.map((dims, i) => graph.input(`x${i}`, dims));
  const output = build(graph, inputs);
  const factors = Float32Array.from({ length: sizeOf(output.dims) }, () => random.normal());
  const weighted = mask(graph, output, graph.constant(factors, output.dims));
  const loss = graph.node("ReduceSum", [weighted], [], { keepdims: 0 });
  graph.differentiable(loss, [weighted], (dLoss) => [
    graph.node("Expand", [dLoss, graph.integers(output.dims)], output.dims),
  ]);
  graph.gradients(loss, inputs).forEach((gradient, i) => {
    graph.output(`g${i}`, gradient);
  });
  graph.output("y", output);
  const session = await InferenceSession.create(graph.encode("gradient check"));
  const run = (data: Float32Array[]) =>
    session.run(Object.fromEntries(data.map((numbers, i) => [`x${i}`, new Tensor("float32", numbers, shapes[i])])));
  const gradients = await run(values);
  const lossOf = async (data: Float32Array[]) => dot((await run(data)).y.data as Float32Array, factors);
  for (const [i, numbers] of values.entries()) {
    for (let at = 0; at < numbers.length; at++) {
      const moved = (by: number) => values.map((v, j) => (j === i ? v.with(at, v[at] + by) : v));
      const expected = ((await lossOf(moved(STEP))) - (await lossOf(moved(-STEP)))) / (2 * STEP);
      const actual = (gradients[`g${i}`].data as Float32Array)[at];
      assert.ok(
        Math.abs(actual - expected) < 2e-3 * (1 + Math.abs(expected)),
        `x${i}[${at}]: ${actual}, not ${expected}`,
      );
    }
  }
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
