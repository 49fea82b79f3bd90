import { STRIP_ROWS } from "../../core/line/strip.ts";
import { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { emptyLineBatch, setLine, type WrittenPicture } from "../data/line-batch.ts";
import type { FoldedLayer } from "../network/folded-layers.ts";
import { LINE_COLUMNS, type LineConfig, lineNetwork } from "../network/line-network.ts";
import { createRandom } from "../random.ts";
import { quantizeNetwork } from "./quantize-network.ts";

const BATCH = 8;
const BATCHES = 24;
/** Stream of chance: how the strips lie that ranges are fitted on. */
const ROUNDING = 5;

/**
 * A line reader in 8-bit integers.
 *
 * @param pictures with lines that ranges are fitted on; of each a strip or several
 * @returns the bytes of an `.onnx` file
 */
export async function quantizeLines(
  config: LineConfig,
  layers: readonly FoldedLayer[],
  pictures: readonly WrittenPicture[],
): Promise<Uint8Array> {
  const batches = Array.from({ length: BATCHES }, (_, at) => {
    const { strip } = fillBatch(pictures, at);
    return new Tensor("float32", strip, [BATCH, 3, STRIP_ROWS, LINE_COLUMNS]);
  });
  return await quantizeNetwork(lineNetwork(config), layers, batches);
}

function fillBatch(pictures: readonly WrittenPicture[], at: number) {
  const batch = emptyLineBatch(BATCH);
  for (let i = 0; i < BATCH; i++)
    setLine(batch, i, pictures[(at * BATCH + i) % pictures.length], createRandom(ROUNDING, at, i));
  return batch;
}
