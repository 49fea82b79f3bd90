import { STRIP_ROWS } from "../../core/line/strip.ts";
import { CLASS_COUNT, NON_DIGIT } from "../../core/manifest.ts";
import { InferenceSession, Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { emptyLineBatch, setLine, type WrittenPicture } from "../data/line-batch.ts";
import { columnsOf, LINE_COLUMNS } from "../network/line-network.ts";

const BATCH = 16;

/** Lets a line reader read the first line of each picture: the mean of the shares of right columns with and without a digit. */
export async function evaluateLines(model: Uint8Array, pictures: readonly WrittenPicture[]): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
  const batch = emptyLineBatch(BATCH);
  const columns = columnsOf(LINE_COLUMNS);
  const right = { digit: 0, nothing: 0 };
  const all = { digit: 0, nothing: 0 };
  for (let first = 0; first < pictures.length; first += BATCH) {
    const n = Math.min(BATCH, pictures.length - first);
    for (let i = 0; i < n; i++) setLine(batch, i, pictures[first + i]);
    const strip = new Tensor("float32", batch.strip.subarray(0, n * 3 * STRIP_ROWS * LINE_COLUMNS), [
      ...[n, 3, STRIP_ROWS, LINE_COLUMNS],
    ]);
    const out = await session.run({ strip });
    const logits = out.columns.data as Float32Array;
    for (let i = 0; i < n; i++) {
      for (let column = 0; column < columns; column++) {
        if (batch.weight[i * columns + column] === 0) continue;
        const at = i * CLASS_COUNT * columns + column;
        const [label, said] = [mostOf(batch.targets, at, columns), mostOf(logits, at, columns)];
        const kind = label === NON_DIGIT ? "nothing" : "digit";
        all[kind]++;
        if (label === said) right[kind]++;
      }
    }
  }
  await session.release();
  return (right.digit / Math.max(1, all.digit) + right.nothing / Math.max(1, all.nothing)) / 2;
}

/** The class with the largest number. */
function mostOf(values: Float32Array, at: number, step: number): number {
  let most = 0;
  for (let k = 1; k < CLASS_COUNT; k++) if (values[at + k * step] > values[at + most * step]) most = k;
  return most;
}
