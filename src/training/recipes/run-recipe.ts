import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../core/manifest.ts";
import { PredictorError } from "../../errors.ts";
import { PACKAGED_MODEL } from "../../package-root.ts";
import { loadModel } from "../../reader/load-model.ts";
import { openOnnxClassifier } from "../../reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../../reader/onnx/onnx-finder.ts";
import { openCalibration } from "../calibrate/open-calibration.ts";
import { makeSceneBank } from "../data/make-scene-bank.ts";
import { pageSamples } from "../data/page-samples.ts";
import { toBank } from "../data/sample-bank.ts";
import { loadChunk } from "../data/scene-bank.ts";
import type { ClassifierConfig } from "../network/classifier-network.ts";
import { exportNetwork } from "../network/export-network.ts";
import { type FinderConfig, finderNetwork } from "../network/finder-network.ts";
import { readLayers } from "../network/read-layers.ts";
import { writeModelFiles } from "../network/write-model-files.ts";
import { quantizeClassifier } from "../quantize/quantize-classifier.ts";
import { smallWeights } from "../quantize/small-weights.ts";
import { createRandom } from "../random.ts";
import { fitReading } from "./fit-reading.ts";
import type { Recipe } from "./recipe.ts";
import { type MorePages, type TrainingProgress, trainDigits } from "./train-digits.ts";
import { trainFinder } from "./train-finder.ts";

export interface RunRecipeOptions {
  readonly recipe: Recipe;
  /** Folder with the data sets of the recipe. */
  readonly dataDir: string;
  /** Where the model goes; what is not ready yet lies in its folder `work`, and is gone on with. */
  readonly outDir: string;
  readonly threads: number;
}

/** Pages that a classifier's ranges are fitted on, and the stream of chance for them. */
const ROUNDING_PAGES = 400;
const ROUNDING = 5;

/**
 * Makes a model, whole, as a recipe says: the finder's rounds, the classifier's, rounding, the fit of how both are read together. Each
 * step that is done is kept, so that a run that was stopped goes on where it was. The recipe goes into the manifest.
 *
 * @param say told of each step
 * @returns the model's file; undefined where it was stopped
 * @throws PredictorError `usage` where data of the recipe are missing
 */
export async function runRecipe(
  { recipe, dataDir, outDir, threads }: RunRecipeOptions,
  progress: TrainingProgress,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { start } = recipe.classifier;
  const missing = [...recipe.data, ...(start === undefined ? [] : [start])].filter(
    (name) => !existsSync(join(dataDir, name)),
  );
  if (missing.length > 0)
    throw new PredictorError("usage", `The recipe's data are not all in ${dataDir}: ${missing.join(", ")} missing.`);
  const work = join(outDir, "work");
  const place: Place = { recipe, dataDir, work, threads, progress, say, signal };
  await mkdir(work, { recursive: true });
  const [pages] = await makeSceneBank({
    ...{ folder: join(work, "scenes"), dataDir, part: "validation", chunks: 1, threads, signal },
    ...{ scenesPerChunk: recipe.scenes.validation_scenes, seed: recipe.scenes.validation_seed },
  });
  const finderFile = await makeFinder(place);
  const classifierFile = finderFile && (await makeClassifier(place, finderFile));
  if (!classifierFile) return undefined;
  const finderBytes = await loadFinder(finderFile, recipe);
  const trained = await readFile(classifierFile);
  const classifierBytes = recipe.classifier.rounded ? await round(trained, recipe, pages) : trained;
  say("fitting how both networks are read together");
  const [finder, classifier] = await Promise.all([openOnnxFinder(finderBytes), openOnnxClassifier(classifierBytes)]);
  try {
    const { scenes, numbers, beside_others, seed } = recipe.reading;
    const fitted = await fitReading({
      ...{ finder, classifier, sceneCount: scenes, numbersCount: numbers, besideOthers: beside_others, seed, signal },
      ...openCalibration(dataDir, pages, seed),
      onProgress: say,
    });
    const { $schema, ...made } = recipe;
    const training: Manifest["training"] = { recipe: made, date: new Date().toISOString().slice(0, 10) };
    const parts = { name: recipe.name, version: recipe.version, ...fitted, scores: {}, training };
    await writeModelFiles(outDir, classifierBytes, finderBytes, parts);
    return join(outDir, "digits.onnx");
  } finally {
    await Promise.all([finder.close(), classifier.close()]);
  }
}

interface Place {
  readonly recipe: Recipe;
  readonly dataDir: string;
  readonly work: string;
  readonly threads: number;
  readonly progress: TrainingProgress;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** @returns the last round's file; undefined where it was stopped */
async function makeFinder({ recipe, dataDir, work, threads, progress, say, signal }: Place) {
  if (recipe.finder === null) {
    const file = join(work, "finder.onnx");
    const { finder } = await loadModel(PACKAGED_MODEL);
    await writeFile(file, finder);
    return file;
  }
  const { network, rounds } = recipe.finder;
  const { scenes_per_chunk, validation_scenes, validation_seed } = recipe.scenes;
  let start: string[] = [];
  let file = "";
  for (const [i, round] of rounds.entries()) {
    const outDir = join(work, `finder-${i + 1}`);
    const done = join(outDir, "finder-trained.checkpoint");
    file = join(outDir, "finder.onnx");
    if (!existsSync(done)) {
      say(`finder, round ${i + 1} of ${rounds.length}`);
      await trainFinder(
        {
          ...{ dataDir, outDir, bankDir: join(work, "scenes"), config: network as unknown as FinderConfig, start },
          ...{ chunks: round.chunks, scenesPerChunk: scenes_per_chunk, scenesSeed: round.scenes_seed },
          ...{ validationScenes: validation_scenes, validationSeed: validation_seed },
          ...{ epochs: round.epochs, stepsPerEpoch: round.steps_per_epoch, batchSize: round.batch_size },
          ...{ learningRate: round.learning_rate, seed: round.seed, threads },
          resume: existsSync(join(outDir, "finder.checkpoint")),
        },
        {
          chunks: (made, count, what) => progress.samples(made, count, what),
          step: progress.step,
          scores() {},
          epoch: (report) => progress.epoch(report, round.epochs),
        },
        signal,
      );
    }
    if (!existsSync(done)) return undefined;
    start = [done];
  }
  return file;
}

/** @returns the last round's file; undefined where it was stopped */
async function makeClassifier({ recipe, dataDir, work, threads, progress, say, signal }: Place, finder: string) {
  const { network, rounds, validation_samples } = recipe.classifier;
  let start = recipe.classifier.start === undefined ? [] : [join(dataDir, recipe.classifier.start)];
  let file = "";
  for (const [i, round] of rounds.entries()) {
    const outDir = join(work, `classifier-${i + 1}`);
    const done = join(outDir, "trained.checkpoint");
    file = join(outDir, "digits.onnx");
    if (!existsSync(done)) {
      say(`classifier, round ${i + 1} of ${rounds.length}`);
      await trainDigits(
        {
          ...{ dataDir, outDir, finder, name: recipe.name, version: recipe.version, start, threads },
          ...{ samples: round.samples, pages: round.pages, validationSamples: validation_samples },
          ...{ mnistTimes: round.mnist_times, morePages: toMorePages(round), dropout: round.dropout },
          ...{ samplesSeed: round.samples_seed, keepSamples: join(work, "samples"), epochs: round.epochs },
          ...{ batchSize: round.batch_size, learningRate: round.learning_rate, seed: round.seed },
          network: network as unknown as ClassifierConfig,
          resume: existsSync(join(outDir, "digits.checkpoint")),
        },
        progress,
        signal,
      );
    }
    if (!existsSync(done)) return undefined;
    start = [done];
  }
  return file;
}

function toMorePages({ more_pages: more }: Recipe["classifier"]["rounds"][number]): MorePages | undefined {
  return more && { count: more.pages, seed: more.pages_seed, kinds: more.kinds };
}

/** The finder's file as it is served. */
async function loadFinder(file: string, { finder }: Recipe): Promise<Uint8Array> {
  const bytes = await readFile(file);
  if (!finder?.small_weights) return bytes;
  const network = finderNetwork(finder.network as unknown as FinderConfig);
  return exportNetwork(network, readLayers(bytes), smallWeights);
}

async function round(trained: Uint8Array, { classifier }: Recipe, pagesFile: string): Promise<Uint8Array> {
  const pages = loadChunk(pagesFile);
  const samples = pages.scenes
    .slice(0, ROUNDING_PAGES)
    .flatMap((_, at) => pageSamples(pages, at, createRandom(ROUNDING, at)));
  return await quantizeClassifier(
    classifier.network as unknown as ClassifierConfig,
    readLayers(trained),
    toBank(samples),
  );
}
