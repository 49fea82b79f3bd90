import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import { augment } from "../data/augment.ts";
import { type BankKey, loadBank, saveBank } from "../data/bank-file.ts";
import { makeBank } from "../data/make-bank.ts";
import { joinBanks, mnistBank, spoiltMnistBank } from "../data/mnist-bank.ts";
import { checkMnist, downloadMnist } from "../data/mnist-files.ts";
import type { SampleBank } from "../data/sample-bank.ts";
import type { EpochReport } from "../network/checkpoint.ts";
import { loadCheckpoint, saveCheckpoint, type TrainingState } from "../network/checkpoint.ts";
import { type NetworkConfig, planNetwork } from "../network/network.ts";
import { type StepProgress, type TrainingResult, trainNetwork } from "../network/trainer.ts";
import { writeModel } from "../network/write-model.ts";

/** Of the weights that this recipe gives. */
const MODEL_VERSION = "1.4.0";

export interface TrainOptions {
  /** Folder with MNIST and more; undefined downloads MNIST into `data/`. */
  readonly dataDir: string | undefined;
  readonly outDir: string;
  readonly samples: number;
  readonly validationSamples: number;
  readonly samplesSeed: number;
  /** Folder where made samples are kept and found again. */
  readonly keepSamples: string | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly network: NetworkConfig;
  /** Checkpoints of runs that ended, to start from. */
  readonly start: readonly string[];
  readonly threads: number;
  /** Whether to go on where the last run was stopped. */
  readonly resume: boolean;
}

/** Told how far a run is. */
export interface TrainingProgress {
  samples(made: number, count: number, what: string): void;
  step(progress: StepProgress): void;
  epoch(report: EpochReport, epochs: number): void;
}

/** What a run has come to. */
export interface TrainedDigits {
  readonly interrupted: boolean;
  /** That are finished. */
  readonly epochs: number;
  /** The model that was written: the best so far. */
  readonly model?: { readonly file: string /** On the validation samples, 0…1. */; readonly accuracy: number };
}

/**
 * Makes samples, trains a network on them and writes it as a model: `digits.onnx`, `digits.json` and a checkpoint.
 *
 * @param signal stops the run; what is done is kept from the first epoch on
 * @throws PredictorError `usage` where data or checkpoints are missing or don't fit; what the signal was aborted with, before it began
 */
export async function trainDigits(
  options: TrainOptions,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<TrainedDigits> {
  const started = performance.now();
  const file = join(options.outDir, "digits.checkpoint");
  if (options.resume && !existsSync(file)) {
    throw new PredictorError("usage", `There is no run to go on with: ${file} is missing.`);
  }
  const dataDir = options.dataDir ?? "data";
  if (options.dataDir === undefined) await downloadMnist(dataDir);
  checkMnist(dataDir);
  await mkdir(options.outDir, { recursive: true });
  const before = await loadStart(options.start, options.network);
  const { samples, validationSamples, samplesSeed } = options;
  const bank = (key: BankKey, what: string) =>
    makeOrLoadBank(key, dataDir, options.keepSamples, signal, (made) => progress.samples(made, key.count, what));
  const validation = await bank(
    { part: "validation", count: validationSamples, seed: samplesSeed + 1 },
    "validation samples",
  );
  const scenes = await bank({ part: "train", count: samples, seed: samplesSeed }, "training samples");
  const result = await trainNetwork({
    ...options,
    ...{ validation, augment, signal, onStep: progress.step },
    train: joinBanks([scenes, mnistBank(dataDir, "train"), spoiltMnistBank(dataDir, "train", samplesSeed)]),
    start: meanWeights(before, options.network),
    resume: options.resume ? await loadCheckpoint(file) : undefined,
    onEpoch: async (report, state) => {
      progress.epoch(report, options.epochs);
      await saveCheckpoint(file, state);
    },
  });
  await keepState(result, file, options.outDir);
  const { interrupted, history } = result;
  const best = history.findLast((report) => report.best);
  if (best === undefined) return { interrupted, epochs: history.length };
  await writeBest(options, before, result, best, validation, started);
  const model = { file: join(options.outDir, "digits.onnx"), accuracy: best.accuracy };
  return { interrupted, epochs: history.length, model };
}

/** @throws PredictorError `usage` where one of the runs was of another network */
async function loadStart(files: readonly string[], network: NetworkConfig): Promise<readonly TrainingState[]> {
  const { weightCount, channelCount } = planNetwork(network);
  const states = await Promise.all(files.map(loadCheckpoint));
  if (states.every(({ best }) => best.length === weightCount + 2 * channelCount)) return states;
  throw new PredictorError(
    "usage",
    "--start needs the trained.checkpoint of another run, or several, all of the same network.",
  );
}

/**
 * The averaged weights of a run that ended; of several that had the same start, their mean, which is better than each of them
 * (Gupta et al. 2020, https://arxiv.org/abs/2001.02312).
 */
function meanWeights(states: readonly TrainingState[], network: NetworkConfig): Float32Array | undefined {
  if (states.length === 0) return undefined;
  const sum = (i: number) => states.reduce((total, { best }) => total + best[i], 0);
  return Float32Array.from({ length: planNetwork(network).weightCount }, (_, i) => sum(i) / states.length);
}

async function makeOrLoadBank(
  key: BankKey,
  dataDir: string,
  folder: string | undefined,
  signal: AbortSignal,
  onProgress: (made: number) => void,
): Promise<SampleBank> {
  const make = () => makeBank({ ...key, dataDir, signal, threads: availableParallelism(), onProgress });
  if (folder === undefined) return await make();
  const file = join(folder, `${key.part}-${key.count}-${key.seed}.bank`);
  const kept = await loadBank(file, key);
  if (kept) return kept;
  const bank = await make();
  await mkdir(folder, { recursive: true });
  await saveBank(file, key, bank);
  return bank;
}

async function keepState({ interrupted, state }: TrainingResult, file: string, outDir: string): Promise<void> {
  if (interrupted) return await saveCheckpoint(file, state);
  await saveCheckpoint(join(outDir, "trained.checkpoint"), state);
  await rm(file, { force: true });
}

async function writeBest(
  options: TrainOptions,
  before: readonly TrainingState[],
  { average }: TrainingResult,
  best: EpochReport,
  validation: SampleBank,
  started: number,
): Promise<void> {
  const { network, samples, samplesSeed, epochs, seed, batchSize, learningRate } = options;
  await writeModel(options.outDir, {
    ...{ network, average, validation, version: MODEL_VERSION },
    scores: { validation: { accuracy: best.accuracy, n: validation.labels.length } },
    training: {
      ...{
        network,
        samples,
        samples_seed: samplesSeed,
        epochs,
        seed,
        best_epoch: best.epoch,
        batch_size: batchSize,
        learning_rate: learningRate,
      },
      ...(before.length > 0 && { started_from: before.map(describeRun) }),
      ...{ minutes: Math.round((performance.now() - started) / 60_000), date: new Date().toISOString().slice(0, 10) },
    },
  });
}

/** Of what a run was told, what it takes to tell it from others. */
function describeRun({ settings }: TrainingState): Readonly<Record<string, unknown>> {
  const { samples, epochs, seed, learningRate } = JSON.parse(settings);
  return { samples, epochs, seed, learning_rate: learningRate };
}
