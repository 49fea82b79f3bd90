import { InferenceSession, Tensor } from "../../../src/reader/onnx/onnx-runtime.ts";
import type { Network } from "../../../src/training/network/layers.ts";

/** What a network's `.onnx` file answers to inputs of its own size, all at once. */
export async function runNetwork(
  { input, output }: Network,
  file: Uint8Array,
  inputs: Float32Array,
): Promise<Float32Array> {
  const [, ...dims] = input.dims;
  const n = inputs.length / dims.reduce((product, dim) => product * dim, 1);
  const session = await InferenceSession.create(file);
  const { [output.name]: values } = await session.run({ [input.name]: new Tensor("float32", inputs, [n, ...dims]) });
  await session.release();
  return values.data as Float32Array;
}
