import { CLASS_COUNT } from "../../core/manifest.ts";
import { GraphBuilder, type Value } from "../autograd/graph.ts";
import { EPSILON } from "../autograd/operations.ts";
import { describeNetwork, type NetworkConfig, type NetworkPlan, planNetwork } from "./network.ts";

/**
 * The network as it is served: `image` `[n, 1, 28, 28]` → `logits` `[n, 11]`, any n, with each normalization folded into the
 * convolution before it.
 *
 * @param average weights and batch statistics, `[weightCount + 2 channelCount]`, as the training step leaves them
 * @returns the bytes of an `.onnx` file
 */
export function exportNetwork(network: NetworkConfig, average: Float32Array): Uint8Array {
  const plan = planNetwork(network);
  const graph = new GraphBuilder();
  const numbers = (name: string) => {
    const { offset, size, dims } = plan.parameters.find((parameter) => parameter.name === name)!;
    return { data: average.subarray(offset, offset + size), dims };
  };
  const constant = ({ data, dims }: { data: Float32Array; dims: readonly number[] }) => graph.constant(data, dims);
  const image = graph.input("image", [1, 1, 28, 28], "n");
  const logits = describeNetwork<Value>(network, image, {
    convolve(x, name, channels, size) {
      const { weight, bias } = fold(plan, average, name, numbers);
      const [, c, h, w] = x.dims;
      const pad = (size - 1) / 2;
      return graph.node(
        "Conv",
        [x, graph.constant(weight, [channels, c, size, size]), graph.constant(bias, [channels])],
        [1, channels, h, w],
        { kernel_shape: [size, size], pads: [pad, pad, pad, pad] },
      );
    },
    halve(x, name, channels) {
      const { weight, bias } = fold(plan, average, name, numbers);
      const [, c, h, w] = x.dims;
      const kernels = graph.constant(toKernels(weight, channels, c), [channels, c, 2, 2]);
      return graph.node("Conv", [x, kernels, graph.constant(bias, [channels])], [1, channels, h / 2, w / 2], {
        kernel_shape: [2, 2],
        strides: [2, 2],
      });
    },
    relu: (x) => graph.node("Relu", [x], x.dims),
    add: (a, b) => graph.add(a, b),
    averagePool: (x) =>
      graph.node("Flatten", [graph.node("GlobalAveragePool", [x], [1, x.dims[1], 1, 1])], [1, x.dims[1]]),
    dropout: (x) => x,
    dense: (x, name) =>
      graph.node(
        "Gemm",
        [x, constant(numbers(`${name}.weight`)), constant(numbers(`${name}.bias`))],
        [1, CLASS_COUNT],
        {
          transB: 1,
        },
      ),
  });
  graph.output("logits", logits, "n");
  return graph.encode("number predictor");
}

/** `[channels, (y, x, c)]` → `[channels, c, y, x]` */
function toKernels(weight: Float32Array, channels: number, c: number): Float32Array {
  const kernels = new Float32Array(weight.length);
  for (let k = 0; k < channels; k++) {
    for (let place = 0; place < 4; place++) {
      for (let i = 0; i < c; i++) kernels[(k * c + i) * 4 + place] = weight[(k * 4 + place) * c + i];
    }
  }
  return kernels;
}

function fold(
  plan: NetworkPlan,
  average: Float32Array,
  name: string,
  numbers: (name: string) => { data: Float32Array },
): { weight: Float32Array; bias: Float32Array } {
  const { offset, channels } = plan.normalizations.find((normalization) => normalization.name === name)!;
  const weight = numbers(`${name}.weight`).data.slice();
  const gamma = numbers(`${name}.gamma`).data;
  const bias = numbers(`${name}.beta`).data.slice();
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
