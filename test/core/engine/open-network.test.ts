import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type NetworkTensor, openNetwork, type RunnableNetwork } from "../../../src/core/engine/open-network.ts";
import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import { GraphBuilder, type Value } from "../../../src/training/autograd/graph.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { compileKernelModules } from "./kernel-modules.ts";

const MODELS = join(import.meta.dirname, "..", "..", "..", "models");
/** Of any number that a network of ours gives, which are some ten at most: it adds up in another order than ONNX Runtime. */
const LARGEST_DIFFERENCE = 1e-4;
const modules = await compileKernelModules();

const random = createSeededRandom(17);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.next() * 2 - 1);
const tensor = (...dims: number[]): NetworkTensor => ({ dims, data: numbers(dims.reduce((a, b) => a * b, 1)) });

async function runReference(
  model: Uint8Array,
  { inputName, outputName }: RunnableNetwork,
  { dims, data }: NetworkTensor,
) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const out = await session.run({ [inputName]: new Tensor("float32", data, dims) });
  await session.release();
  return { dims: out[outputName].dims, data: out[outputName].data as Float32Array };
}

/** The largest difference from ONNX Runtime over these inputs, one after the other, with each of the engine's modules. */
async function compare(model: Uint8Array, inputs: readonly NetworkTensor[]): Promise<number> {
  let largest = 0;
  for (const module of modules.values()) {
    const network = await openNetwork(model, module);
    for (const input of inputs) {
      const own = network.run(input);
      const reference = await runReference(model, network, input);
      assert.deepEqual(own.dims, reference.dims);
      for (const [i, value] of reference.data.entries()) largest = Math.max(largest, Math.abs(value - own.data[i]));
      assert.ok(reference.data.some((value) => Math.abs(value) > 0.01));
    }
  }
  return largest;
}

describe("our engine runs the shipped networks as ONNX Runtime does", () => {
  test("the finder, in all kinds of sizes, one after the other", async (t) => {
    const sizes = [
      [192, 192],
      [384, 384],
      [32, 32],
      [32, 96],
      [224, 160],
      [192, 192],
    ];
    const model = readFileSync(join(MODELS, "finder.onnx"));
    const largest = await compare(
      model,
      sizes.map(([height, width]) => tensor(1, 3, height, width)),
    );
    t.diagnostic(`largest difference ${largest.toExponential(1)}`);
    assert.ok(largest < LARGEST_DIFFERENCE, `${largest}`);
  });

  test("the line reader, on strips of all lengths", async (t) => {
    const inputs = [256, 16, 64, 416].map((columns) => tensor(1, 3, 32, columns));
    const largest = await compare(readFileSync(join(MODELS, "lines.onnx")), inputs);
    t.diagnostic(`largest difference ${largest.toExponential(1)}`);
    assert.ok(largest < LARGEST_DIFFERENCE, `${largest}`);
  });

  test("the classifier, one picture and many", async (t) => {
    const inputs = [1, 5, 32].map((n) => tensor(n, 1, 28, 28));
    const largest = await compare(readFileSync(join(MODELS, "digits.onnx")), inputs);
    t.diagnostic(`largest difference ${largest.toExponential(1)}`);
    assert.ok(largest < LARGEST_DIFFERENCE, `${largest}`);
  });
});

/** A graph with one input and one output. @param dims of the input */
function build(dims: readonly number[], describe: (graph: GraphBuilder, x: Value) => Value): Uint8Array {
  const graph = new GraphBuilder();
  const y = describe(graph, graph.input("x", dims));
  graph.output(
    "y",
    y,
    y.dims.map((_, axis) => `size${axis}`),
  );
  return graph.encode("test");
}

function convolve(
  graph: GraphBuilder,
  x: Value,
  channels: number,
  kernel: [number, number],
  attributes: object,
): Value {
  const weights = graph.constant(numbers(channels * x.dims[1] * kernel[0] * kernel[1]), [
    channels,
    x.dims[1],
    ...kernel,
  ]);
  const bias = graph.constant(numbers(channels), [channels]);
  return graph.node("Conv", [x, weights, bias], [1, channels, 0, 0], { kernel_shape: kernel, ...attributes });
}

describe("our engine computes each operator as ONNX Runtime does", () => {
  const cases: Readonly<Record<string, [number[], (graph: GraphBuilder, x: Value) => Value]>> = {
    "Conv of few and odd channels": [
      [1, 3, 9, 11],
      (g, x) => convolve(g, convolve(g, x, 5, [3, 3], {}), 13, [1, 1], {}),
    ],
    "Conv over rows of any length, with a border on one side": [
      [1, 4, 3, 17],
      (g, x) => convolve(g, x, 8, [3, 5], { pads: [0, 4, 0, 1], strides: [1, 2] }),
    ],
    "Conv with steps that leave pixels over": [
      [2, 4, 10, 13],
      (g, x) => convolve(g, x, 8, [2, 3], { strides: [3, 2], pads: [1, 1, 0, 1] }),
    ],
    "Relu and Add of what others read too": [
      [1, 4, 6, 7],
      (g, x) => {
        const a = convolve(g, x, 8, [1, 1], {});
        const b = convolve(g, a, 8, [3, 3], { pads: [1, 1, 1, 1] });
        const relu = g.node("Relu", [b], b.dims);
        return g.node("Add", [g.node("Add", [relu, b], b.dims), g.node("Relu", [a], a.dims)], b.dims);
      },
    ],
    "Add of a tensor to itself": [
      [1, 2, 5, 5],
      (g, x) => {
        const a = convolve(g, x, 6, [1, 1], {});
        return g.node("Add", [a, a], a.dims);
      },
    ],
    "MaxPool with a border": [
      [1, 2, 9, 12],
      (g, x) =>
        g.node("MaxPool", [convolve(g, x, 6, [3, 3], {})], [1, 6, 0, 0], {
          ...{ kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1] },
        }),
    ],
    "AveragePool with a border": [
      [1, 2, 9, 12],
      (g, x) =>
        g.node("AveragePool", [convolve(g, x, 6, [3, 3], {})], [1, 6, 0, 0], {
          ...{ kernel_shape: [3, 2], strides: [2, 1], pads: [1, 1, 1, 0] },
        }),
    ],
    "AveragePool that counts its border": [
      [1, 2, 9, 12],
      (g, x) =>
        g.node("AveragePool", [convolve(g, x, 6, [3, 3], {})], [1, 6, 0, 0], {
          ...{ kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], count_include_pad: 1 },
        }),
    ],
    "Resize by whole factors, and what is added to it": [
      [1, 2, 6, 8],
      (g, x) => {
        const large = convolve(g, x, 6, [1, 1], {});
        const small = convolve(g, large, 6, [2, 2], { strides: [2, 2] });
        const back = g.node("Resize", [small, undefined, g.constant([1, 1, 2, 2], [4])], large.dims, {
          ...{ mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
        });
        return g.node("Relu", [g.node("Add", [large, back], large.dims)], large.dims);
      },
    ],
    "GlobalAveragePool, Flatten and Gemm": [
      [3, 2, 6, 8],
      (g, x) => {
        const pooled = g.node("GlobalAveragePool", [convolve(g, x, 6, [3, 3], {})], [3, 6, 1, 1]);
        const weights = g.constant(numbers(66), [6, 11]);
        return g.node("Gemm", [g.node("Flatten", [pooled], [3, 6]), weights, g.constant(numbers(11), [11])], [3, 11]);
      },
    ],
    "weights in 8-bit integers": [
      [1, 3, 7, 7],
      (g, x) => {
        const whole = g.quantized(
          Int8Array.from({ length: 5 * 27 }, () => random.next() * 255 - 128),
          [5, 3, 3, 3],
        );
        const scales = g.constant(
          numbers(5).map((value) => Math.abs(value) / 128),
          [5],
        );
        const weights = g.node("DequantizeLinear", [whole, scales, g.quantized(new Int8Array(5), [5])], whole.dims, {
          axis: 0,
        });
        return g.node("Conv", [x, weights], [1, 5, 5, 5], { kernel_shape: [3, 3] });
      },
    ],
    "rounding to 8-bit integers and back, with a Relu between": [
      [1, 3, 7, 7],
      (g, x) => {
        const round = (value: Value, scale: number, zero: number) => {
          const parameters = [g.scalar(scale), g.quantized(Uint8Array.of(zero), [])];
          const whole = g.node("QuantizeLinear", [value, ...parameters], value.dims);
          return g.node("DequantizeLinear", [whole, ...parameters], value.dims);
        };
        const rounded = round(x, 0.01, 120);
        return round(g.node("Relu", [rounded], x.dims), 0.005, 0);
      },
    ],
  };
  for (const [name, [dims, describe]] of Object.entries(cases)) {
    test(name, async () => {
      const model = build(dims, describe);
      const largest = await compare(model, [tensor(...dims), tensor(...dims)]);
      assert.ok(largest < 1e-5, `${largest}`);
    });
  }
});

describe("what our engine can't run", () => {
  const [module] = modules.values();
  const refused = async (model: Uint8Array, message: RegExp) => {
    await assert.rejects(openNetwork(model, module), { code: "model_unusable", message });
  };

  test("an operator that it lacks is named", async () => {
    await refused(
      build([1, 3, 8, 8], (g, x) => g.node("Softmax", [x], x.dims)),
      /lacks an operation of this model: Softmax\./,
    );
  });

  test("an option that it lacks is named with its operator", async () => {
    await refused(
      build([1, 4, 8, 8], (g, x) => convolve(g, x, 8, [3, 3], { dilations: [2, 2] })),
      /Conv with dilations/,
    );
    await refused(
      build([1, 4, 8, 8], (g, x) =>
        g.node("Conv", [x, g.constant(numbers(36), [4, 1, 3, 3])], x.dims, { kernel_shape: [3, 3], group: 4 }),
      ),
      /Conv in groups/,
    );
  });

  test("a file that is damaged, empty or of something else is no model", async () => {
    const model = readFileSync(join(MODELS, "digits.onnx"));
    await refused(model.subarray(0, model.length / 2), /damaged/);
    await refused(new Uint8Array(0), /no ONNX graph/);
    await refused(readFileSync(join(MODELS, "digits.json")), /damaged|no ONNX graph/);
  });

  test("an input of another shape is refused, and the network goes on", async () => {
    const network = await openNetwork(readFileSync(join(MODELS, "digits.onnx")), module);
    assert.throws(() => network.run(tensor(1, 3, 28, 28)), /input is \[n, 1, rows, columns\]/);
    assert.throws(() => network.run({ dims: [2, 1, 28, 28], data: numbers(784) }), /input is/);
    assert.deepEqual(network.run(tensor(1, 1, 28, 28)).dims, [1, 11]);
  });
});
