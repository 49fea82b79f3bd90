import type { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { GraphBuilder, type Value } from "../autograd/graph.ts";
import type { FoldedLayer } from "../network/folded-layers.ts";
import type { Layers, Network } from "../network/layers.ts";
import { convolutionOf, type Pair, servedAverage, servedDense, servedDouble } from "../network/served-layers.ts";
import { measureRanges } from "./measure-ranges.ts";
import { type ActivationRange, createQuantizer, type Quantizer } from "./quantized-layers.ts";

/** A tensor on its way through the network. */
interface Traced {
  readonly dims: readonly number[];
  readonly value: Value;
  /** What its range goes by, where it was rounded. */
  readonly range?: string;
}

/**
 * The network in 8-bit integers.
 *
 * @param batches inputs of the network to fit the ranges on, all of one shape
 * @returns the bytes of an `.onnx` file
 */
export async function quantizeNetwork(
  network: Network,
  folded: readonly FoldedLayer[],
  batches: readonly Tensor[],
): Promise<Uint8Array> {
  const { input, output } = network;
  const measured = new GraphBuilder();
  const first = measured.input(input.name, batches[0].dims);
  network.describe(...trace(measured, first, folded));
  const feeds = batches.map((tensor) => ({ [input.name]: tensor }));
  const ranges = await measureRanges(measured.encode("ranges"), feeds);
  const graph = new GraphBuilder();
  const { value } = network.describe(
    ...trace(graph, graph.input(input.name, input.dims, input.openDims), folded, ranges),
  );
  graph.output(output.name, value, output.openDims);
  return graph.encode("number predictor");
}

/** Without ranges: a network in float32 whose outputs are all tensors that have a range. */
function trace(
  graph: GraphBuilder,
  first: Value,
  folded: readonly FoldedLayer[],
  ranges?: ReadonlyMap<string, ActivationRange>,
): [Traced, Layers<Traced>] {
  const quantizer: Quantizer | undefined = ranges && createQuantizer(graph, ranges);
  let at = 0;
  let count = 0;
  const plain = (value: Value): Traced => ({ dims: value.dims, value });
  const round = (x: Traced): Traced => {
    if (x.range !== undefined) return x;
    const range = `range${count++}`;
    if (quantizer) return { dims: x.dims, value: quantizer.quantize(x.value, range), range };
    graph.output(range, x.value);
    return { ...x, range };
  };
  const convolve = (input: Traced, channels: number, kernel: Pair, steps: Pair = [1, 1]): Traced => {
    const x = round(input);
    const layer = folded[at++];
    if (quantizer) return plain(quantizer.convolve(x.value, x.range!, layer, { channels, kernel, steps }));
    const [n, c, h, w] = x.dims;
    const constants = [graph.constant(layer.weight, [channels, c, ...kernel]), graph.constant(layer.bias, [channels])];
    const dims = [n, channels, h / steps[0], w / steps[1]];
    return plain(graph.node("Conv", [x.value, ...constants], dims, convolutionOf(kernel, steps)));
  };
  const layers: Layers<Traced> = {
    convolve: (x, _name, channels, size) => convolve(x, channels, [size, size]),
    halve: (x, _name, channels) => convolve(x, channels, [2, 2], [2, 2]),
    halveRows: (x, _name, channels) => convolve(x, channels, [2, 1], [2, 1]),
    // What is only copied keeps its range.
    double(x) {
      const { value, range } = round(x);
      return { ...plain(servedDouble(graph, value)), ...(range !== undefined && { range }) };
    },
    project: (x, _name, channels) => convolve(x, channels, [1, 1]),
    // Rounded to a range without negative values, a tensor loses them: no node of its own.
    relu: (x) => round(quantizer ? x : plain(graph.node("Relu", [x.value], x.dims))),
    add: (a, b) => plain(graph.add(round(a).value, round(b).value)),
    averagePool: (x) => plain(servedAverage(graph, x.value)),
    dropout: (x) => x,
    dense: (x, _name, outputs) => plain(servedDense(graph, x.value, folded[at++], outputs)),
  };
  return [round(plain(first)), layers];
}
