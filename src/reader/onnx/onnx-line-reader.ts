import { createTurns } from "../../core/create-turns.ts";
import { STRIP_ROWS } from "../../core/line/strip.ts";
import type { LineReader } from "../../core/line-reader.ts";
import { Tensor } from "./onnx-runtime.ts";
import { openSession } from "./open-session.ts";

/** What our graphs call their ends. */
const INPUT = "strip";
const OUTPUT = "columns";

/**
 * Opens the line reader on the processor. It reads one strip at a time, which bounds what the network's tensors take.
 *
 * @param threads how many threads one call may use
 * @throws PredictorError `model_unusable`
 */
export async function openOnnxLineReader(model: Uint8Array, threads = 1): Promise<LineReader> {
  const session = await openSession(model, { input: INPUT, output: OUTPUT }, threads);
  const inTurn = createTurns();
  return {
    read: ({ columns, colours }) =>
      inTurn(async () => {
        const strip = new Tensor("float32", colours, [1, 3, STRIP_ROWS, columns]);
        const { [OUTPUT]: logits } = await session.run({ [INPUT]: strip });
        return logits.data as Float32Array;
      }),
    close: () => inTurn(() => session.release()),
  };
}
