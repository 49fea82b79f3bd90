import { CLASS_COUNT } from "../../core/manifest.ts";
import { INPUT_SIZE } from "../../core/picture.ts";
import { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import { softmaxCrossEntropy } from "../autograd/operations.ts";
import { type BatchOptions, emptyBatch, fillBatch, shuffledOrder } from "../data/batches.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import { type ClassifierConfig, classifierNetwork } from "./classifier-network.ts";
import { exportNetwork } from "./export-network.ts";
import { foldLayers } from "./folded-layers.ts";
import { planNetwork } from "./plan-network.ts";
import type { TrainingTask } from "./trainer.ts";
import { validationAccuracy } from "./validate.ts";

export interface ClassifierTaskOptions extends BatchOptions {
  readonly config: ClassifierConfig;
  /** Held out, to choose the best epoch by. */
  readonly validation: SampleBank;
}

/**
 * To tell framed digits: cross-entropy over all samples in random order, an epoch each.
 *
 * @throws Error if there are fewer samples than a batch holds
 */
export function classifierTask(options: ClassifierTaskOptions): TrainingTask {
  const { config, train, validation, batchSize: n, seed, dropout: dropoutShare } = options;
  const network = classifierNetwork(config);
  const { featureCount } = planNetwork(network);
  const stepsPerEpoch = Math.floor(train.labels.length / n);
  if (stepsPerEpoch === 0) throw new Error("There are fewer samples than one batch holds.");
  const batch = emptyBatch(n, featureCount);
  let order = shuffledOrder(train.labels.length, seed, 0);
  let orderOf = 0;
  return {
    ...{ network, batchSize: n, stepsPerEpoch },
    settings: { config, samples: train.labels.length, batchSize: n, seed, dropout: dropoutShare },
    buildLoss: (graph, logits) => ({
      loss: softmaxCrossEntropy(graph, logits, graph.input("targets", [n, CLASS_COUNT])),
    }),
    batchAt(step) {
      const epoch = Math.floor(step / stepsPerEpoch);
      if (orderOf !== epoch) {
        order = shuffledOrder(train.labels.length, seed, epoch);
        orderOf = epoch;
      }
      fillBatch(batch, options, order, epoch, step % stepsPerEpoch);
      return {
        image: new Tensor("float32", batch.images, [n, 1, INPUT_SIZE, INPUT_SIZE]),
        targets: new Tensor("float32", batch.targets, [n, CLASS_COUNT]),
        dropout: new Tensor("float32", batch.dropout, [n, featureCount]),
      };
    },
    evaluate: (average) => validationAccuracy(exportNetwork(network, foldLayers(network, average)), validation),
  };
}
