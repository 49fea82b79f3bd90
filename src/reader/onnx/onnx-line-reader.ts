import { createTurns } from "../../core/create-turns.ts";
import { STRIP_ROWS } from "../../core/line/strip.ts";
import type { LineReader } from "../../core/line-reader.ts";
import { freeBytes } from "../free-bytes.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "strip";
const OUTPUT = "columns";

/**
 * Opens the line reader on the processor. One call runs at a time, which bounds what the network's tensors take. The memory of its
 * strips is freed when they have been read.
 *
 * @param threads how many threads one call may use
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxLineReader(model: Uint8Array, threads = 1): Promise<LineReader> {
  const session = await openSession(model, { input: INPUT, output: OUTPUT }, threads);
  const inTurn = createTurns();
  return {
    read: ({ count, columns, colours }) =>
      inTurn(async () => {
        const strips = new Tensor("float32", colours, [count, 3, STRIP_ROWS, columns]);
        const { [OUTPUT]: logits } = await session.run({ [INPUT]: strips });
        freeBytes(colours);
        return logits.data as Float32Array;
      }),
    close: () => inTurn(() => session.release()),
  };
}
