import { GraphBuilder } from "../autograd/graph.ts";
import type { FoldedLayer } from "./folded-layers.ts";
import type { Network } from "./layers.ts";
import { servedLayers, type WeightWriter } from "./served-layers.ts";

/**
 * The network as it is served, in float32.
 *
 * @param toWeights adds the weights of a convolution to the graph; without it, they are constants in float32
 * @returns the bytes of an `.onnx` file
 */
export function exportNetwork(network: Network, folded: readonly FoldedLayer[], toWeights?: WeightWriter): Uint8Array {
  const graph = new GraphBuilder();
  const { input, output } = network;
  const layers = servedLayers(graph, folded, undefined, toWeights);
  const value = network.describe(graph.input(input.name, input.dims, input.openDims), layers);
  graph.output(output.name, value, output.openDims);
  return graph.encode("number predictor");
}
