import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type * as onnxRuntime from "onnxruntime-node";
import { hasRelaxedSimd } from "../../core/engine/has-relaxed-simd.ts";
import { openNetwork } from "../../core/engine/open-network.ts";

/** What of ONNX Runtime is used. */
export type Runtime = Pick<typeof onnxRuntime, "InferenceSession" | "Tensor">;

/** Numbers with a shape, as ONNX Runtime has them. */
class Tensor {
  readonly type: string;
  readonly data: Float32Array;
  readonly dims: readonly number[];

  constructor(type: string, data: Float32Array, dims: readonly number[]) {
    this.type = type;
    this.data = data;
    this.dims = dims;
  }
}

/**
 * The page's engine behind ONNX Runtime's interface: enough to read, not to train, since it has the operators of networks that are
 * trained. What it lacks fails with the operator's name when a session is opened.
 *
 * @param folder where `kernels.wasm` and `kernels-relaxed.wasm` are
 */
export function createEngineRuntime(folder: string): Runtime {
  const InferenceSession = {
    async create(model: Uint8Array) {
      const file = hasRelaxedSimd() ? "kernels-relaxed.wasm" : "kernels.wasm";
      const network = await openNetwork(model, await WebAssembly.compile(await readFile(join(folder, file))));
      return {
        inputNames: [network.inputName],
        outputNames: [network.outputName],
        async run(feeds: Readonly<Record<string, Tensor>>) {
          const { data, dims } = network.run(feeds[network.inputName]);
          return { [network.outputName]: new Tensor("float32", data, dims) };
        },
        async release() {},
      };
    },
  };
  return { InferenceSession, Tensor } as unknown as Runtime;
}
