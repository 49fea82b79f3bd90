import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import { clearFinderBatch, emptyFinderBatch, setScene } from "../data/finder-batch.ts";
import { makeScenes, type ScenesProgress, type ScenesToMake } from "../data/make-scenes.ts";
import { openScenes } from "../data/open-scenes.ts";
import type { SceneChunk } from "../data/scene-bank.ts";
import type { FinderScore } from "../evaluate/evaluate-finder.ts";
import { type EpochReport, loadCheckpoint, saveCheckpoint } from "../network/checkpoint.ts";
import { exportNetwork } from "../network/export-network.ts";
import { FINDER_SIZE, type FinderConfig, finderNetwork } from "../network/finder-network.ts";
import { finderTask } from "../network/finder-task.ts";
import { foldLayers } from "../network/folded-layers.ts";
import { loadStart, meanStart } from "../network/load-start.ts";
import { type StepProgress, trainNetwork } from "../network/trainer.ts";

const WEIGHT_DECAY = 0.02;
const AVERAGE_DECAY = 0.998;
const MAX_WARMUP_STEPS = 500;
const SAVE_STEPS = 500;
const CHUNKS_IN_MEMORY = 12;
/** Scenes on which a served network's normalizations are measured, where a run starts from one. */
const START_SCENES = 32;

export interface TrainFinderOptions extends ScenesToMake {
  readonly outDir: string;
  /** Evaluations, and steps between two of them. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly config: FinderConfig;
  /** Checkpoints of runs that ended, or served networks, to start from. */
  readonly start: readonly string[];
  readonly threads: number;
  /** Whether to go on where the last run was stopped. */
  readonly resume: boolean;
}

/** Told how far a run is. */
export interface TrainFinderProgress {
  chunks: ScenesProgress;
  step(progress: StepProgress): void;
  /** Of the held-out scenes, kind by kind. */
  scores(scores: ReadonlyMap<string, FinderScore>): void;
  epoch(report: EpochReport): void;
}

/**
 * Makes scenes, trains a finder on them and writes it: `finder.onnx`, in float32, and a checkpoint, `finder-trained.checkpoint`. How
 * it goes together with a classifier is fitted afterwards, on whole pictures.
 *
 * @param signal stops the run; what is best so far is kept
 * @returns the best epoch; undefined where it was stopped before the first one ended
 * @throws PredictorError `usage` where there is no checkpoint to go on from, or `start` doesn't fit; what the signal was aborted with, before training began
 */
export async function trainFinder(
  options: TrainFinderOptions,
  progress: TrainFinderProgress,
  signal: AbortSignal,
): Promise<EpochReport | undefined> {
  const { outDir, config, seed, batchSize, stepsPerEpoch, epochs, learningRate, threads } = options;
  const network = finderNetwork(config);
  const checkpoint = join(outDir, "finder.checkpoint");
  if (options.resume && !existsSync(checkpoint))
    throw new PredictorError("usage", `There is no run to go on with: ${checkpoint} is missing.`);
  const starts = await Promise.all(options.start.map((file) => loadStart(file, network)));
  await mkdir(outDir, { recursive: true });
  const { files, validation } = await makeScenes(options, progress.chunks, signal);
  const { chunks, scenesPerChunk, scenesSeed } = options;
  const task = finderTask({
    ...{ config, batchSize, stepsPerEpoch, seed, validation, onScores: progress.scores },
    scenes: { chunks, scenesPerChunk, seed: scenesSeed },
    sceneAt: openScenes({ files, scenesPerChunk, batchSize, seed, chunksInMemory: CHUNKS_IN_MEMORY }),
  });
  const { average, history, interrupted, state } = await trainNetwork(task, {
    ...{ epochs, seed, learningRate, threads, signal, weightDecay: WEIGHT_DECAY, averageDecay: AVERAGE_DECAY },
    ...{ warmupSteps: Math.min(MAX_WARMUP_STEPS, Math.ceil((epochs * stepsPerEpoch) / 10)), saveSteps: SAVE_STEPS },
    start: await meanStart(starts, () => someInputs(validation)),
    resume: options.resume ? await loadCheckpoint(checkpoint) : undefined,
    onStep: progress.step,
    onEpoch: progress.epoch,
    onState: (state) => saveCheckpoint(checkpoint, state),
  });
  const file = join(outDir, "finder.onnx");
  await writeFile(`${file}.new`, exportNetwork(network, foldLayers(network, average)));
  await rename(`${file}.new`, file);
  await saveCheckpoint(interrupted ? checkpoint : join(outDir, "finder-trained.checkpoint"), state);
  if (!interrupted) await rm(checkpoint, { force: true });
  return history.findLast((report) => report.best);
}

/** Some held-out scenes as the finder sees them, `[n, 3, 192, 192]`. */
function someInputs(chunk: SceneChunk): Float32Array {
  const n = Math.min(START_SCENES, chunk.scenes.length);
  const batch = emptyFinderBatch(n, FINDER_SIZE);
  clearFinderBatch(batch);
  for (let scene = 0; scene < n; scene++) setScene(batch, scene, chunk, scene);
  return batch.picture;
}
