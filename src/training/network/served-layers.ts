import type { GraphBuilder, Value } from "../autograd/graph.ts";
import type { FoldedLayer } from "./folded-layers.ts";
import type { Layers } from "./layers.ts";

/** Of a kernel or a step. */
export type Pair = readonly [rows: number, columns: number];

/** Adds weights to a graph. */
export type WeightWriter = (graph: GraphBuilder, weight: Float32Array, dims: readonly number[]) => Value;

/**
 * A network as it is served, in float32, with weights that are constants.
 *
 * @param folded in the order in which the network's description names its layers
 * @param onConvolution told of each convolution's output
 * @param toWeights adds the weights of a convolution to the graph
 */
export function servedLayers(
  graph: GraphBuilder,
  folded: readonly FoldedLayer[],
  onConvolution: (name: string, y: Value) => void = () => undefined,
  toWeights: WeightWriter = (to, weight, dims) => to.constant(weight, dims),
): Layers<Value> {
  let at = 0;
  const convolve = (x: Value, name: string, channels: number, kernel: Pair, steps: Pair = [1, 1]): Value => {
    const { weight, bias } = folded[at++];
    const [n, c, h, w] = x.dims;
    const constants = [toWeights(graph, weight, [channels, c, ...kernel]), graph.constant(bias, [channels])];
    const dims = [n, channels, h / steps[0], w / steps[1]];
    const y = graph.node("Conv", [x, ...constants], dims, convolutionOf(kernel, steps));
    onConvolution(name, y);
    return y;
  };
  return {
    convolve: (x, name, channels, size) => convolve(x, name, channels, [size, size]),
    halve: (x, name, channels) => convolve(x, name, channels, [2, 2], [2, 2]),
    halveRows: (x, name, channels) => convolve(x, name, channels, [2, 1], [2, 1]),
    double: (x) => servedDouble(graph, x),
    project: (x, name, channels) => convolve(x, name, channels, [1, 1]),
    relu: (x) => graph.node("Relu", [x], x.dims),
    add: (a, b) => graph.add(a, b),
    averagePool: (x) => servedAverage(graph, x),
    dropout: (x) => x,
    dense: (x, _name, outputs) => servedDense(graph, x, folded[at++], outputs),
  };
}

/** Attributes of a convolution: in each direction it keeps the size, or goes in steps of its kernel. */
export function convolutionOf(kernel: Pair, steps: Pair) {
  const [down, across] = kernel.map((size, axis) => (steps[axis] === 1 ? (size - 1) / 2 : 0));
  return { kernel_shape: [...kernel], pads: [down, across, down, across], strides: [...steps] };
}

export function servedDouble(graph: GraphBuilder, x: Value): Value {
  const [n, c, h, w] = x.dims;
  return graph.node("Resize", [x, undefined, graph.constant([1, 1, 2, 2], [4])], [n, c, 2 * h, 2 * w], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
}

export function servedAverage(graph: GraphBuilder, x: Value): Value {
  const [n, c] = x.dims;
  return graph.node("Flatten", [graph.node("GlobalAveragePool", [x], [n, c, 1, 1])], [n, c]);
}

export function servedDense(graph: GraphBuilder, x: Value, { weight, bias }: FoldedLayer, outputs: number): Value {
  const [n, c] = x.dims;
  const constants = [graph.constant(weight, [outputs, c]), graph.constant(bias, [outputs])];
  return graph.node("Gemm", [x, ...constants], [n, outputs], { transB: 1 });
}
