import { ENGINE_KERNELS } from "./engine/compiled-kernels.ts";
import { openNetwork } from "./engine/open-network.ts";
import { INPUT_SIZE } from "./picture.ts";

/** A small network that answers at once, on the calling thread: the first of a cascade. Where it is not sure, the classifier is asked. */
export interface QuickClassifier {
  /**
   * @param input `[28, 28]`, 0 (paper) … 1 (ink)
   * @returns logits `[11]`, classes as in the manifest
   */
  classify(input: Float32Array): Float32Array;
}

/** Compiled once, and kept: V8 gives the same code to all threads that compile the same bytes while one of them has it. */
let kernels: WebAssembly.Module | undefined;

/**
 * Opens the quick classifier in our own engine, with kernels that give the same bits everywhere: whether it is sure must not depend on
 * where a picture is read.
 *
 * @param model the bytes of `quick.onnx`, which may be freed afterwards
 * @throws PredictorError `model_unusable`
 */
export async function openQuickClassifier(model: Uint8Array): Promise<QuickClassifier> {
  kernels ??= new WebAssembly.Module(Uint8Array.from(atob(ENGINE_KERNELS), (letter) => letter.charCodeAt(0)));
  const network = await openNetwork(model, kernels);
  return { classify: (input) => network.run({ dims: [1, 1, INPUT_SIZE, INPUT_SIZE], data: input }).data };
}
