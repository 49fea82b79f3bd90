import { CHANNELS, STRIDE } from "../../core/find/cells.ts";
import { Tensor } from "../../reader/onnx/onnx-runtime.ts";
import type { GraphBuilder } from "../autograd/graph.ts";
import {
  clearFinderBatch,
  emptyFinderBatch,
  setScene,
  TARGET_CHANNELS,
  type TargetName,
} from "../data/finder-batch.ts";
import type { SceneChunk } from "../data/scene-bank.ts";
import { evaluateFinder, finderScore } from "../evaluate/evaluate-finder.ts";
import { createRandom } from "../random.ts";
import { exportNetwork } from "./export-network.ts";
import { finderLoss } from "./finder-loss.ts";
import { FINDER_SIZE, type FinderConfig, finderNetwork } from "./finder-network.ts";
import { foldLayers } from "./folded-layers.ts";
import { findParameter } from "./plan-network.ts";
import type { TrainingTask } from "./trainer.ts";

export interface FinderTaskOptions {
  readonly config: FinderConfig;
  readonly batchSize: number;
  /** Steps between two evaluations. */
  readonly stepsPerEpoch: number;
  readonly seed: number;
  /** What tells the scenes from others, such as their number and seed. */
  readonly scenes: Readonly<Record<string, unknown>>;
  /** A scene for each place in each batch; the same step and place give the same one. */
  readonly sceneAt: (step: number, place: number) => { readonly chunk: SceneChunk; readonly scene: number };
  readonly validation: SceneChunk;
  /** Told of each evaluation, kind by kind. */
  readonly onScores?: (scores: Awaited<ReturnType<typeof evaluateFinder>>) => void;
}

/** Logit at which training begins to tell a cell: few are centres (Lin et al. 2017, https://arxiv.org/abs/1708.02002). */
const START_LOGIT = -3;

/** To mark the digits of scenes, each moved and recoloured anew. */
export function finderTask(options: FinderTaskOptions): TrainingTask {
  const { config, batchSize: n, stepsPerEpoch, seed, scenes, sceneAt, validation, onScores } = options;
  const network = finderNetwork(config);
  const cells = FINDER_SIZE / STRIDE;
  const batch = emptyFinderBatch(n, FINDER_SIZE);
  const dims = (channels: number) => [n, channels, cells, cells];
  return {
    ...{ network, batchSize: n, stepsPerEpoch },
    settings: { config, batchSize: n, stepsPerEpoch, seed, scenes },
    prepareStart(weights, plan) {
      const { offset } = findParameter(plan, "output.bias");
      weights[offset + CHANNELS.centre] = START_LOGIT;
      weights[offset + CHANNELS.small] = START_LOGIT;
    },
    buildLoss(graph: GraphBuilder, output) {
      const target = (name: TargetName) => graph.input(name, dims(TARGET_CHANNELS[name]));
      return finderLoss(graph, output, {
        ...{ heat: target("heat"), weight: target("weight"), small: target("small") },
        ...{ box: target("box"), classes: target("classes"), inside: target("inside") },
        perDigit: graph.input("per_digit", []),
      });
    },
    batchAt(step) {
      const random = createRandom(seed, 7, step);
      clearFinderBatch(batch);
      for (let place = 0; place < n; place++) {
        const { chunk, scene } = sceneAt(step, place);
        setScene(batch, place, chunk, scene, random);
      }
      const targets = Object.entries(TARGET_CHANNELS).map(([name, channels]) => [
        name,
        new Tensor("float32", batch.targets[name as TargetName], dims(channels)),
      ]);
      return {
        picture: new Tensor("float32", batch.picture, [n, 3, FINDER_SIZE, FINDER_SIZE]),
        per_digit: new Tensor("float32", Float32Array.of(1 / Math.max(1, batch.digits)), []),
        ...Object.fromEntries(targets),
      };
    },
    async evaluate(average) {
      const scores = await evaluateFinder(exportNetwork(network, foldLayers(network, average)), validation);
      onScores?.(scores);
      return finderScore(scores);
    },
  };
}
