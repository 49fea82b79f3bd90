import { GraphBuilder } from "../autograd/graph.ts";
import type { FoldedLayer } from "./folded-layers.ts";
import type { Network } from "./layers.ts";
import { servedLayers } from "./served-layers.ts";

/**
 * The network as it is served, in float32.
 *
 * @returns the bytes of an `.onnx` file
 */
export function exportNetwork(network: Network, folded: readonly FoldedLayer[]): Uint8Array {
  const graph = new GraphBuilder();
  const { input, output } = network;
  const value = network.describe(graph.input(input.name, input.dims, input.openDims), servedLayers(graph, folded));
  graph.output(output.name, value, output.openDims);
  return graph.encode("number predictor");
}
