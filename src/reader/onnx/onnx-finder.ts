import type { Finder } from "../../core/finder.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "picture";
const OUTPUT = "cells";

/**
 * Opens the finder on the processor.
 *
 * @param threads how many threads one call may use
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxFinder(model: Uint8Array, threads = 1): Promise<Finder> {
  const session = await openSession(model, { input: INPUT, output: OUTPUT }, threads);
  return {
    async find(colours, width, height) {
      const { [OUTPUT]: cells } = await session.run({ [INPUT]: new Tensor("float32", colours, [1, 3, height, width]) });
      return cells.data as Float32Array;
    },
    close: () => session.release(),
  };
}
