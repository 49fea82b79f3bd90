import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Manifest } from "../../core/manifest.ts";
import { PredictorError } from "../../errors.ts";
import { PACKAGED_MODEL } from "../../package-root.ts";
import { loadModel } from "../../reader/load-model.ts";
import { augment } from "../data/augment.ts";
import type { BankKey } from "../data/bank-file.ts";
import { loadOrMakeBank } from "../data/load-or-make-bank.ts";
import { checkMnist, downloadMnist } from "../data/mnist-files.ts";
import { joinBanks, type SampleBank } from "../data/sample-bank.ts";
import type { PageKinds } from "../data/scene-bank.ts";
import { someInputs } from "../data/some-inputs.ts";
import { openMnist } from "../data/sources/mnist-glyphs.ts";
import { type EpochReport, loadCheckpoint, saveCheckpoint } from "../network/checkpoint.ts";
import { type ClassifierConfig, classifierNetwork } from "../network/classifier-network.ts";
import { classifierTask } from "../network/classifier-task.ts";
import { loadStart, meanStart, type Start } from "../network/load-start.ts";
import { type StepProgress, type TrainingResult, trainNetwork } from "../network/trainer.ts";
import { type FinderFit, writeModel } from "../network/write-model.ts";

const WEIGHT_DECAY = 0.05;
const AVERAGE_DECAY = 0.998;
const DROPOUT = 0.2;

export interface TrainOptions {
  /** Folder with MNIST and more; undefined downloads MNIST into `data/`. */
  readonly dataDir: string | undefined;
  readonly outDir: string;
  /** What the model calls itself, in its manifest and so in answers and metrics. */
  readonly name: string;
  readonly version: string;
  /** The finder's file that goes into the model; undefined takes the packaged one. */
  readonly finder: string | undefined;
  /** Made-up scenes, a sample each. */
  readonly samples: number;
  /** Made-up pages, with several samples each; all of MNIST comes on top. */
  readonly pages: number;
  /** How often MNIST's digits are among the samples; absent: once. */
  readonly mnistTimes?: number | undefined;
  readonly morePages?: MorePages | undefined;
  readonly validationSamples: number;
  readonly samplesSeed: number;
  /** Folder where made samples are kept and found again. */
  readonly keepSamples: string | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Share of the last features that are left out by chance; absent: 0.2. */
  readonly dropout?: number | undefined;
  readonly seed: number;
  readonly network: ClassifierConfig;
  /** Checkpoints of runs that ended, or served networks, to start from. */
  readonly start: readonly string[];
  readonly threads: number;
  /** Whether to go on where the last run was stopped. */
  readonly resume: boolean;
}

/** Pages beside the usual ones, of kinds of their own. */
export interface MorePages {
  readonly count: number;
  readonly seed: number;
  readonly kinds: PageKinds;
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
 * Makes samples, trains a classifier on them and writes it, with a finder, as a model: `digits.onnx`, `finder.onnx`, `digits.json`,
 * and a checkpoint.
 *
 * @param signal stops the run; what is done is kept from the first epoch on
 * @throws PredictorError `usage` where data, finder or checkpoints are missing or don't fit; what the signal was aborted with, before
 *   it began
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
  const finder = await loadFinder(options.finder);
  const starts = await Promise.all(options.start.map((path) => loadStart(path, classifierNetwork(options.network))));
  await mkdir(options.outDir, { recursive: true });
  const { train, validation } = await makeSamples(options, dataDir, progress, signal);
  const { network: config, batchSize, seed, epochs, learningRate, threads, dropout = DROPOUT } = options;
  const task = classifierTask({ ...{ config, train, validation, batchSize, seed, augment }, dropout });
  const result = await trainNetwork(task, {
    ...{ epochs, seed, learningRate, threads, signal, weightDecay: WEIGHT_DECAY, averageDecay: AVERAGE_DECAY },
    start: await meanStart(starts, () => someInputs(train)),
    resume: options.resume ? await loadCheckpoint(file) : undefined,
    onStep: progress.step,
    onEpoch: (report) => progress.epoch(report, epochs),
    onState: (state) => saveCheckpoint(file, state),
  });
  await keepState(result, file, options.outDir);
  const { interrupted, history, average } = result;
  const best = history.findLast((report) => report.best);
  if (best === undefined) return { interrupted, epochs: history.length };
  await writeModel(options.outDir, {
    ...{ config, average, validation, ...finder, name: options.name, version: options.version },
    scores: { validation: { accuracy: best.score, n: validation.labels.length } },
    training: describeTraining(options, { starts, best, started, examples: train.labels.length }),
  });
  const model = { file: join(options.outDir, "digits.onnx"), accuracy: best.score };
  return { interrupted, epochs: history.length, model };
}

/** The finder's file, and how the packaged one goes together with a classifier. */
async function loadFinder(
  path: string | undefined,
): Promise<{ readonly finder: Uint8Array; readonly finderFit: FinderFit }> {
  const { finder, manifest } = await loadModel(PACKAGED_MODEL);
  if (path === undefined) return { finder, finderFit: manifest };
  const other = await readFile(path).catch((cause) => {
    throw new PredictorError("usage", `The finder ${path} can't be read (${cause.code}). Name one with --finder.`, {
      cause,
    });
  });
  return { finder: other, finderFit: manifest };
}

async function makeSamples(
  { samples, pages, mnistTimes = 1, morePages, validationSamples, samplesSeed, keepSamples }: TrainOptions,
  dataDir: string,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<{ readonly train: SampleBank; readonly validation: SampleBank }> {
  const bank = (key: BankKey, what: string): Promise<SampleBank> => {
    const onProgress = (made: number) => progress.samples(made, key.count, what);
    return loadOrMakeBank(key, { dataDir, keepSamples, signal, threads: availableParallelism(), onProgress });
  };
  const validation = await bank(
    { source: "scenes", part: "validation", count: validationSamples, seed: samplesSeed + 1 },
    "validation samples",
  );
  const scenes = await bank({ source: "scenes", part: "train", count: samples, seed: samplesSeed }, "training samples");
  const { count } = openMnist(dataDir, "train");
  const mnist = await bank({ source: "mnist", part: "train", count, seed: samplesSeed }, "digits of MNIST");
  const written = await bank({ source: "pages", part: "train", count: pages, seed: samplesSeed }, "training pages");
  const more = morePages && (await bank({ source: "pages", part: "train", ...morePages }, "more training pages"));
  const mnistAgain = Array.from({ length: mnistTimes }, () => mnist);
  return { train: joinBanks([scenes, ...mnistAgain, written, ...(more ? [more] : [])]), validation };
}

async function keepState({ interrupted, state }: TrainingResult, file: string, outDir: string): Promise<void> {
  if (interrupted) return await saveCheckpoint(file, state);
  await saveCheckpoint(join(outDir, "trained.checkpoint"), state);
  await rm(file, { force: true });
}

interface Run {
  readonly starts: readonly Start[];
  readonly best: EpochReport;
  readonly started: number;
  /** Samples of an epoch, whatever they were made from. */
  readonly examples: number;
}

function describeTraining(options: TrainOptions, { starts, best, started, examples }: Run): Manifest["training"] {
  const { network, samples, pages, samplesSeed, epochs, seed, batchSize, learningRate } = options;
  const { mnistTimes, morePages, dropout } = options;
  return {
    ...{ network, samples, pages, samples_seed: samplesSeed, epochs, seed, best_epoch: best.epoch },
    ...{ batch_size: batchSize, learning_rate: learningRate },
    ...{ examples, mnist_times: mnistTimes, more_pages: morePages, dropout },
    ...(starts.length > 0 && { started_from: starts.map(({ from }) => from) }),
    ...{ minutes: Math.round((performance.now() - started) / 60_000), date: new Date().toISOString().slice(0, 10) },
  };
}
