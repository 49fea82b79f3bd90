import { createTurns } from "../../core/create-turns.ts";
import type { Finder } from "../../core/finder.ts";
import { freeBytes } from "../free-bytes.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "picture";
const OUTPUT = "cells";

/**
 * Opens the finder on the processor. It runs one look at a time, which bounds what inputs and the network's tensors take. The memory
 * of an input is freed when it has been looked at.
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
        const colours = makeColours();
        const picture = new Tensor("float32", colours, [1, 3, height, width]);
        const { [OUTPUT]: cells } = await session.run({ [INPUT]: picture });
        freeBytes(colours);
        return cells.data as Float32Array;
      }),
    close: () => inTurn(() => session.release()),
  };
}
