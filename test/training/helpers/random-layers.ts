import type { FoldedLayer } from "../../../src/training/network/folded-layers.ts";
import type { Network } from "../../../src/training/network/layers.ts";
import { listLayers } from "../../../src/training/network/list-layers.ts";
import { createRandom } from "../../../src/training/random.ts";

/** Layers of a network with random numbers, of sizes that keep its values as large as its inputs. */
export function randomLayers(network: Network, seed: number): FoldedLayer[] {
  const random = createRandom(seed);
  return listLayers(network).map(({ channels, inputs, taps }) => {
    const deviation = Math.sqrt(2 / (inputs * taps));
    return {
      weight: Float32Array.from({ length: channels * inputs * taps }, () => deviation * random.normal()),
      bias: Float32Array.from({ length: channels }, () => 0.2 * random.normal()),
    };
  });
}
