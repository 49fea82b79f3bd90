import { createTurns } from "../../core/create-turns.ts";
import type { Finder } from "../../core/finder.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "picture";
const OUTPUT = "cells";

/**
 * Opens the finder on the processor. It runs one look at a time, which bounds what inputs and the network's tensors take.
 *
 * @param threads how many threads one call may use
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxFinder(model: Uint8Array, threads = 1): Promise<Finder> {
  const session = await openSession(model, { input: INPUT, output: OUTPUT }, threads);
  const inTurn = createTurns();
  return {
    find: ({ width, height, makeColours }) =>
      inTurn(async () => {
        const picture = new Tensor("float32", makeColours(), [1, 3, height, width]);
        const { [OUTPUT]: cells } = await session.run({ [INPUT]: picture });
        return cells.data as Float32Array;
      }),
    close: () => inTurn(() => session.release()),
  };
}
