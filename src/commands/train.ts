import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { PredictorError } from "../errors.ts";
import { augment } from "../training/augment.ts";
import { type BankKey, loadBank, saveBank } from "../training/bank-file.ts";
import { loadCheckpoint, saveCheckpoint, type TrainingState } from "../training/checkpoint.ts";
import { makeBank, type NamedBank } from "../training/make-bank.ts";
import { joinBanks, mnistBank, spoiltMnistBank } from "../training/mnist-bank.ts";
import { checkMnist, downloadMnist } from "../training/mnist-files.ts";
import { DEFAULT_NETWORK, type NetworkConfig, planNetwork } from "../training/network.ts";
import { type TrainingResult, trainNetwork } from "../training/trainer.ts";
import { writeModel } from "../training/write-model.ts";
import { asksForHelp, describeOptions, readArguments } from "./read-arguments.ts";
import { createProgress, type Progress } from "./training-progress.ts";

const OPTIONS = {
  data: { placeholder: "FOLDER", help: "MNIST and more to learn from; without it, MNIST is downloaded into data/" },
  out: { placeholder: "FOLDER", help: "where the model goes [models]" },
  samples: { placeholder: "N", help: "pictures that are made to learn from [240000]" },
  "validation-samples": { placeholder: "N", help: "pictures of other writers, to choose and to calibrate by [24000]" },
  "samples-seed": { placeholder: "N", help: "the same seed makes the same samples [1]" },
  "keep-samples": {
    placeholder: "FOLDER",
    help: "where made samples are kept and found again; without it they are not kept",
  },
  epochs: { placeholder: "N", help: "how often each is shown [7]" },
  "batch-size": { placeholder: "N", help: "pictures a step [128]" },
  "learning-rate": { placeholder: "X", help: "highest step size [0.01]" },
  seed: { placeholder: "N", help: "the same seed gives the same model of the same samples [1]" },
  widths: { placeholder: "N,N,N", help: `channels at 28, 14 and 7 pixels [${DEFAULT_NETWORK.widths}]` },
  blocks: { placeholder: "N,N,N", help: `residual blocks there [${DEFAULT_NETWORK.blocks}]` },
  start: {
    placeholder: "FILE[,FILE]…",
    help: "another round: start from this trained.checkpoint, or from the mean of several, not from chance",
  },
  threads: { placeholder: "N", help: "threads that compute [one for each processor]" },
  resume: { placeholder: null, help: "go on where the last run was stopped" },
};

const HELP = `Usage: number-predictor train [OPTION]…

Makes pictures of digits and of what is none, reads them as the service does, and trains a network on them. Writes
digits.onnx and digits.json. Ctrl-C keeps the best so far, and --resume goes on.

${describeOptions(OPTIONS)}

Exit status: 0, 1 (stopped or failed), 2 (called wrongly).`;

/** Of the weights that this recipe gives. */
const MODEL_VERSION = "1.3.0";

export interface TrainOptions {
  readonly dataDir: string | undefined;
  readonly outDir: string;
  readonly samples: number;
  readonly validationSamples: number;
  readonly samplesSeed: number;
  readonly keepSamples: string | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly network: NetworkConfig;
  readonly start: readonly string[];
  readonly threads: number;
  readonly resume: boolean;
}

/** @returns the exit status: 1 where it was stopped */
export async function train(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(HELP);
    return 0;
  }
  const options = toTrainOptions(args);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    return await run(options, createProgress(process.stderr), stop.signal, print);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    print("Stopped before the training began; there is nothing to keep.");
    return 1;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

function toTrainOptions(args: readonly string[]): TrainOptions {
  const { options, operands } = readArguments(args, OPTIONS, []);
  if (operands.length > 0) throw new PredictorError("usage", `"${operands[0]}" is no option of train.`);
  const whole = (name: keyof typeof OPTIONS, otherwise: number, least = 1) =>
    toNumber(name, options[name], otherwise, (value) => Number.isSafeInteger(value) && value >= least);
  return {
    dataDir: options.data,
    outDir: options.out ?? "models",
    samples: whole("samples", 240_000),
    validationSamples: whole("validation-samples", 24_000, 2),
    samplesSeed: whole("samples-seed", 1, 0),
    keepSamples: options["keep-samples"],
    epochs: whole("epochs", 7),
    batchSize: whole("batch-size", 128, 2),
    learningRate: toNumber("learning-rate", options["learning-rate"], 0.01, (value) => value > 0 && value < 10),
    seed: whole("seed", 1, 0),
    network: {
      widths: toTriple("widths", options.widths, DEFAULT_NETWORK.widths, 1),
      blocks: toTriple("blocks", options.blocks, DEFAULT_NETWORK.blocks, 0),
    },
    start: options.start?.split(",") ?? [],
    threads: whole("threads", availableParallelism()),
    resume: options.resume !== undefined,
  };
}

function toNumber(name: string, text: string | undefined, otherwise: number, isValid: (n: number) => boolean): number {
  const value = text === undefined ? otherwise : Number(text);
  if (isValid(value)) return value;
  throw new PredictorError("usage", `--${name} can't be ${text}.`);
}

type Triple = readonly [number, number, number];

function toTriple(name: string, text: string | undefined, otherwise: Triple, least: number): Triple {
  const numbers = text === undefined ? otherwise : text.split(",").map(Number);
  if (numbers.length === 3 && numbers.every((value) => Number.isSafeInteger(value) && value >= least)) {
    return [numbers[0], numbers[1], numbers[2]];
  }
  throw new PredictorError("usage", `--${name} takes three whole numbers from ${least} on, such as ${otherwise}.`);
}

async function run(
  options: TrainOptions,
  progress: Progress,
  signal: AbortSignal,
  print: (text: string) => void,
): Promise<number> {
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
  await finish(options, before, result, validation, file, started, print);
  return result.interrupted ? 1 : 0;
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
): Promise<NamedBank> {
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

async function finish(
  options: TrainOptions,
  before: readonly TrainingState[],
  result: TrainingResult,
  validation: Awaited<ReturnType<typeof makeBank>>,
  file: string,
  started: number,
  print: (text: string) => void,
): Promise<void> {
  if (result.interrupted) {
    await saveCheckpoint(file, result.state);
    print(`Stopped after ${result.history.length} of ${options.epochs} epochs; --resume goes on.`);
  } else {
    await saveCheckpoint(join(options.outDir, "trained.checkpoint"), result.state);
    await rm(file, { force: true });
  }
  const best = result.history.findLast((report) => report.best);
  if (!best) return;
  const { network, samples, samplesSeed, epochs, seed, batchSize, learningRate } = options;
  await writeModel(options.outDir, {
    ...{ network, average: result.average, validation, version: MODEL_VERSION },
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
  print(`${join(options.outDir, "digits.onnx")}: ${(100 * best.accuracy).toFixed(2)} % on the validation samples.`);
}

/** Of what a run was told, what it takes to tell it from others. */
function describeRun({ settings }: TrainingState): Readonly<Record<string, unknown>> {
  const { samples, epochs, seed, learningRate } = JSON.parse(settings);
  return { samples, epochs, seed, learning_rate: learningRate };
}
