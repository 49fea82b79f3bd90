import { STRIP_ROWS } from "../../core/line/strip.ts";
import { CLASS_COUNT } from "../../core/manifest.ts";
import { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import type { GraphBuilder, Value } from "../autograd/graph.ts";
import { emptyLineBatch, setLine, type WrittenPicture } from "../data/line-batch.ts";
import { evaluateLines } from "../evaluate/evaluate-lines.ts";
import { createRandom } from "../random.ts";
import { exportNetwork } from "./export-network.ts";
import { foldLayers } from "./folded-layers.ts";
import { columnsOf, LINE_COLUMNS, type LineConfig, lineNetwork } from "./line-network.ts";
import type { TrainingTask } from "./trainer.ts";

export interface LineTaskOptions {
  readonly config: LineConfig;
  readonly batchSize: number;
  /** Steps between two evaluations. */
  readonly stepsPerEpoch: number;
  readonly seed: number;
  /** What tells the pictures from others, such as their number and seed. */
  readonly scenes: Readonly<Record<string, unknown>>;
  /** A picture for each place in each batch; the same step and place give the same one. */
  readonly pictureAt: (step: number, place: number) => WrittenPicture;
  readonly validation: readonly WrittenPicture[];
}

/** To tell for each column of a line's strip which digit has its middle there: cross-entropy of the columns that can be told. */
export function lineTask(options: LineTaskOptions): TrainingTask {
  const { config, batchSize: n, stepsPerEpoch, seed, scenes, pictureAt, validation } = options;
  const network = lineNetwork(config);
  const columns = columnsOf(LINE_COLUMNS);
  const batch = emptyLineBatch(n);
  return {
    ...{ network, batchSize: n, stepsPerEpoch },
    settings: { config, batchSize: n, stepsPerEpoch, seed, scenes },
    buildLoss: (graph, output) => ({
      loss: columnLoss(
        graph,
        output,
        graph.input("targets", [n, CLASS_COUNT, 1, columns]),
        graph.input("weight", [n, 1, 1, columns]),
        graph.input("per_column", []),
      ),
    }),
    batchAt(step) {
      const random = createRandom(seed, 7, step);
      for (let place = 0; place < n; place++) setLine(batch, place, pictureAt(step, place), random);
      const total = batch.weight.reduce((sum, weight) => sum + weight, 0);
      return {
        strip: new Tensor("float32", batch.strip, [n, 3, STRIP_ROWS, LINE_COLUMNS]),
        targets: new Tensor("float32", batch.targets, [n, CLASS_COUNT, 1, columns]),
        weight: new Tensor("float32", batch.weight, [n, 1, 1, columns]),
        per_column: new Tensor("float32", Float32Array.of(1 / Math.max(1, total)), []),
      };
    },
    evaluate: (average) => evaluateLines(exportNetwork(network, foldLayers(network, average)), validation),
  };
}

/** Mean cross-entropy of the columns, each with its weight. */
function columnLoss(graph: GraphBuilder, logits: Value, targets: Value, weight: Value, perColumn: Value): Value {
  const logs = graph.node("LogSoftmax", [logits], logits.dims, { axis: 1 });
  const sum = graph.reduce("ReduceSum", graph.multiply(targets, logs), [0, 1, 2, 3]);
  const loss = graph.node("Neg", [graph.multiply(graph.reshape(sum, []), perColumn)], []);
  return graph.differentiable(loss, [logits], (dLoss) => {
    const softmax = graph.node("Softmax", [logits], logits.dims, { axis: 1 });
    const difference = graph.subtract(graph.multiply(softmax, weight), targets);
    return [graph.multiply(graph.multiply(difference, perColumn), dLoss)];
  });
}
