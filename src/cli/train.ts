import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { PredictorError } from "../errors.ts";
import { augment } from "../training/data/augment.ts";
import { type BankKey, loadBank, saveBank } from "../training/data/bank-file.ts";
import { makeBank, type NamedBank } from "../training/data/make-bank.ts";
import { joinBanks, mnistBank, spoiltMnistBank } from "../training/data/mnist-bank.ts";
import { checkMnist, downloadMnist } from "../training/data/mnist-files.ts";
import { loadCheckpoint, saveCheckpoint, type TrainingState } from "../training/network/checkpoint.ts";
import { type NetworkConfig, planNetwork } from "../training/network/network.ts";
import { type TrainingResult, trainNetwork } from "../training/network/trainer.ts";
import { writeModel } from "../training/network/write-model.ts";
import { asksForHelp } from "./read-arguments.ts";
import { TRAIN_HELP, type TrainOptions, toTrainOptions } from "./train-options.ts";
import { createProgress, type Progress } from "./training-progress.ts";

/** Of the weights that this recipe gives. */
const MODEL_VERSION = "1.4.0";

/** @returns the exit status: 1 where it was stopped */
export async function train(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(TRAIN_HELP);
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
