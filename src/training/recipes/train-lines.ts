import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import { emptyLineBatch, setLine, type WrittenPicture } from "../data/line-batch.ts";
import { makeScenes, type ScenesProgress, type ScenesToMake } from "../data/make-scenes.ts";
import { openLines, severalDigits } from "../data/open-lines.ts";
import { openScenes } from "../data/open-scenes.ts";
import { type EpochReport, loadCheckpoint, saveCheckpoint } from "../network/checkpoint.ts";
import { exportNetwork } from "../network/export-network.ts";
import { foldLayers } from "../network/folded-layers.ts";
import { type LineConfig, lineNetwork } from "../network/line-network.ts";
import { lineTask } from "../network/line-task.ts";
import { loadStart, meanStart } from "../network/load-start.ts";
import { type StepProgress, trainNetwork } from "../network/trainer.ts";
import { readRealLines } from "../scenes/pages/real-lines.ts";

const WEIGHT_DECAY = 0.02;
const AVERAGE_DECAY = 0.998;
const MAX_WARMUP_STEPS = 300;
const SAVE_STEPS = 500;
const CHUNKS_IN_MEMORY = 24;
/** Lines on which a served network's normalizations are measured, where a run starts from one. */
const START_LINES = 256;

export interface TrainLinesOptions extends ScenesToMake {
  readonly outDir: string;
  /** Evaluations, and steps between two of them. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly config: LineConfig;
  readonly threads: number;
  /** Whether to go on where the last run was stopped. */
  readonly resume: boolean;
  /** Checkpoints of runs that ended, or served networks, to start from. */
  readonly start: readonly string[];
}

/** Told how far a run is. */
export interface TrainLinesProgress {
  readonly chunks: ScenesProgress;
  step(progress: StepProgress): void;
  epoch(report: EpochReport): void;
}

/**
 * Makes scenes, trains a line reader on their lines and on lines of real writing, and writes it: `lines.onnx`, in float32, and
 * a checkpoint, `lines-trained.checkpoint`. How it goes together with a classifier is fitted afterwards, on whole pictures.
 *
 * @param signal stops the run; what is best so far is kept
 * @returns the best epoch; undefined where it was stopped before the first one ended
 * @throws PredictorError `usage` where there is no checkpoint to go on from, or `start` doesn't fit; what the signal was aborted with, before training began
 */
export async function trainLines(
  options: TrainLinesOptions,
  progress: TrainLinesProgress,
  signal: AbortSignal,
): Promise<EpochReport | undefined> {
  const { dataDir, outDir, config, seed, batchSize, stepsPerEpoch, epochs, learningRate, threads } = options;
  const network = lineNetwork(config);
  const checkpoint = join(outDir, "lines.checkpoint");
  if (options.resume && !existsSync(checkpoint))
    throw new PredictorError("usage", `There is no run to go on with: ${checkpoint} is missing.`);
  const starts = await Promise.all(options.start.map((file) => loadStart(file, network)));
  await mkdir(outDir, { recursive: true });
  const { files, validation } = await makeScenes(options, progress.chunks, signal);
  const { chunks, scenesPerChunk, scenesSeed } = options;
  const sceneAt = openScenes({ files, scenesPerChunk, batchSize, seed, chunksInMemory: CHUNKS_IN_MEMORY });
  const realLines = (part: "train" | "validation") => (dataDir === undefined ? [] : readRealLines(dataDir, part));
  const held = [...severalDigits(validation), ...realLines("validation")];
  const task = lineTask({
    ...{ config, batchSize, stepsPerEpoch, seed, validation: held },
    scenes: { chunks, scenesPerChunk, seed: scenesSeed },
    pictureAt: openLines({ seed, sceneAt, real: realLines("train") }),
  });
  const { average, history, interrupted, state } = await trainNetwork(task, {
    ...{ epochs, seed, learningRate, threads, signal, weightDecay: WEIGHT_DECAY, averageDecay: AVERAGE_DECAY },
    ...{ warmupSteps: Math.min(MAX_WARMUP_STEPS, Math.ceil((epochs * stepsPerEpoch) / 10)), saveSteps: SAVE_STEPS },
    start: await meanStart(starts, () => someStrips(held)),
    resume: options.resume ? await loadCheckpoint(checkpoint) : undefined,
    onStep: progress.step,
    onEpoch: progress.epoch,
    onState: (state) => saveCheckpoint(checkpoint, state),
  });
  const file = join(outDir, "lines.onnx");
  await writeFile(`${file}.new`, exportNetwork(network, foldLayers(network, average)));
  await rename(`${file}.new`, file);
  await saveCheckpoint(interrupted ? checkpoint : join(outDir, "lines-trained.checkpoint"), state);
  if (!interrupted) await rm(checkpoint, { force: true });
  return history.findLast((report) => report.best);
}

/** Some held-out lines as the line reader sees them, `[n, 3, 32, 256]`. */
function someStrips(pictures: readonly WrittenPicture[]): Float32Array {
  const n = Math.min(START_LINES, pictures.length);
  const batch = emptyLineBatch(n);
  for (let i = 0; i < n; i++) setLine(batch, i, pictures[i]);
  return batch.strip;
}
