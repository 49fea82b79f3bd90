import { INPUT_PIXELS, INPUT_SIZE } from "../../core/picture.ts";
import { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { type ClassifierConfig, classifierNetwork } from "../network/classifier-network.ts";
import type { FoldedLayer } from "../network/folded-layers.ts";
import { quantizeNetwork } from "./quantize-network.ts";

const MAX_BATCH = 64;
const MAX_BATCHES = 40;

/**
 * A classifier in 8-bit integers.
 *
 * @param bank samples that ranges are fitted on: at most 2,560, taken evenly
 * @returns the bytes of an `.onnx` file
 */
export async function quantizeClassifier(
  config: ClassifierConfig,
  layers: readonly FoldedLayer[],
  { inputs, labels }: SampleBank,
): Promise<Uint8Array> {
  const size = Math.min(MAX_BATCH, labels.length);
  const count = Math.min(MAX_BATCHES, Math.floor(labels.length / size));
  const step = Math.floor(labels.length / (size * count));
  const batches = Array.from({ length: count }, (_, at) => {
    const batch = new Float32Array(size * INPUT_PIXELS);
    for (let i = 0; i < size; i++) {
      const from = (at * size + i) * step * INPUT_PIXELS;
      for (let pixel = 0; pixel < INPUT_PIXELS; pixel++) batch[i * INPUT_PIXELS + pixel] = inputs[from + pixel] / 255;
    }
    return new Tensor("float32", batch, [size, 1, INPUT_SIZE, INPUT_SIZE]);
  });
  return await quantizeNetwork(classifierNetwork(config), layers, batches);
}
