import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../../core/manifest.ts";
import { openQuickClassifier } from "../../core/quick-classifier.ts";
import { PredictorError } from "../../errors.ts";
import { PACKAGED_MODEL } from "../../package-root.ts";
import { loadModel } from "../../reader/load-model.ts";
import { openOnnxClassifier } from "../../reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../../reader/onnx/onnx-finder.ts";
import { openOnnxLineReader } from "../../reader/onnx/onnx-line-reader.ts";
import { openCalibration } from "../calibrate/open-calibration.ts";
import { makeSceneBank } from "../data/make-scene-bank.ts";
import { severalDigits } from "../data/open-lines.ts";
import { pageSamples } from "../data/page-samples.ts";
import { toBank } from "../data/sample-bank.ts";
import { loadChunk } from "../data/scene-bank.ts";
import type { EpochReport } from "../network/checkpoint.ts";
import { type ClassifierConfig, classifierNetwork } from "../network/classifier-network.ts";
import { exportNetwork } from "../network/export-network.ts";
import { type FinderConfig, finderNetwork } from "../network/finder-network.ts";
import type { LineConfig } from "../network/line-network.ts";
import { readLayers } from "../network/read-layers.ts";
import { writeModelFiles } from "../network/write-model-files.ts";
import { quantizeClassifier } from "../quantize/quantize-classifier.ts";
import { quantizeLines } from "../quantize/quantize-lines.ts";
import { smallWeights } from "../quantize/small-weights.ts";
import { createRandom } from "../random.ts";
import { fitQuick } from "./fit-quick.ts";
import { fitReading, THRESHOLD_NON_DIGIT_SHARE } from "./fit-reading.ts";
import type { Recipe } from "./recipe.ts";
import { type MorePages, type TrainingProgress, trainDigits } from "./train-digits.ts";
import { trainFinder } from "./train-finder.ts";
import { trainLines } from "./train-lines.ts";

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
  const classifierFile = finderFile && (await makeClassifier(place, finderFile, "classifier", recipe.classifier));
  if (!classifierFile) return undefined;
  const quickFile = recipe.quick && (await makeClassifier(place, finderFile, "quick classifier", recipe.quick));
  if (recipe.quick && !quickFile) return undefined;
  const finderBytes = await loadFinder(finderFile, recipe);
  const trained = await readFile(classifierFile);
  const classifierBytes = recipe.classifier.rounded ? await round(trained, recipe, pages) : trained;
  const lineBytes = await makeLines(place, pages);
  if (!lineBytes) return undefined;
  say("fitting how the networks are read together");
  const [finder, classifier, lineReader] = await Promise.all([
    openOnnxFinder(finderBytes),
    openOnnxClassifier(classifierBytes),
    openOnnxLineReader(lineBytes),
  ]);
  try {
    const { scenes, numbers, beside_others, seed } = recipe.reading;
    const calibration = openCalibration(dataDir, pages, seed);
    const fitted = await fitReading({
      ...{ finder, classifier, lineReader, seed, signal },
      ...{ sceneCount: scenes, numbersCount: numbers, besideOthers: beside_others },
      ...calibration,
      onProgress: say,
    });
    const quick = quickFile ? await loadQuick(quickFile, recipe) : undefined;
    const quick_weights = quick && {
      quick_weights: await fitQuick({
        ...{ sceneCount: scenes, seed, sure: recipe.quick!.sure, signal },
        drawScene: calibration.drawScene,
        quickClassifier: await openQuickClassifier(quick),
      }),
    };
    const { $schema, ...made } = recipe;
    const training: Manifest["training"] = {
      recipe: made,
      none_share: THRESHOLD_NON_DIGIT_SHARE,
      date: new Date().toISOString().slice(0, 10),
    };
    const parts = { name: recipe.name, version: recipe.version, ...fitted, ...quick_weights, scores: {}, training };
    const networks = { classifier: classifierBytes, finder: finderBytes, lines: lineBytes, quick };
    await writeModelFiles(outDir, networks, parts);
    return join(outDir, "digits.onnx");
  } finally {
    await Promise.all([finder.close(), classifier.close(), lineReader.close()]);
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
async function makeFinder(place: Place) {
  const { recipe, work } = place;
  if (recipe.finder === null) {
    const file = join(work, "finder.onnx");
    const { finder } = await loadModel(PACKAGED_MODEL);
    await writeFile(file, finder);
    return file;
  }
  const { network, rounds } = recipe.finder;
  const config = network as unknown as FinderConfig;
  const what = { title: "finder", folder: "finder", done: "finder-trained.checkpoint" };
  const outDir = await inRounds(rounds, what, [], place, (round, options) =>
    trainFinder(
      { ...options, ...toScenes(round, place), config, resume: existsSync(join(options.outDir, "finder.checkpoint")) },
      { ...toSceneProgress(round, place), scores() {} },
      place.signal,
    ),
  );
  return outDir && join(outDir, "finder.onnx");
}

type ClassifierRecipe = Pick<Recipe["classifier"], "network" | "rounds" | "validation_samples" | "start">;

/** @returns the last round's file; undefined where it was stopped */
async function makeClassifier(place: Place, finder: string, title: string, classifier: ClassifierRecipe) {
  const { recipe, work, progress, signal } = place;
  const { network, rounds, validation_samples, start } = classifier;
  const what = { title, folder: title.replaceAll(" ", "-"), done: "trained.checkpoint" };
  const first = start === undefined ? [] : [join(place.dataDir, start)];
  const outDir = await inRounds(rounds, what, first, place, (round, options) =>
    trainDigits(
      {
        ...{ ...options, finder, name: recipe.name, version: recipe.version },
        ...{ samples: round.samples, pages: round.pages, validationSamples: validation_samples },
        ...{ mnistTimes: round.mnist_times, morePages: toMorePages(round), dropout: round.dropout },
        ...{ samplesSeed: round.samples_seed, keepSamples: join(work, "samples"), epochs: round.epochs },
        ...{ batchSize: round.batch_size, learningRate: round.learning_rate, seed: round.seed },
        network: network as unknown as ClassifierConfig,
        resume: existsSync(join(options.outDir, "digits.checkpoint")),
      },
      progress,
      signal,
    ),
  );
  return outDir && join(outDir, "digits.onnx");
}

/**
 * Trains a network round after round, each from the one before; a round that ended is not trained again.
 *
 * @returns the last round's folder; undefined where it was stopped
 */
async function inRounds<Round>(
  rounds: readonly Round[],
  what: { readonly title: string; readonly folder: string; readonly done: string },
  first: readonly string[],
  { dataDir, work, threads, say }: Place,
  train: (
    round: Round,
    options: { dataDir: string; outDir: string; threads: number; start: readonly string[] },
  ) => Promise<unknown>,
): Promise<string | undefined> {
  let start = first;
  let outDir = "";
  for (const [i, round] of rounds.entries()) {
    outDir = join(work, `${what.folder}-${i + 1}`);
    const done = join(outDir, what.done);
    if (!existsSync(done)) {
      say(`${what.title}, round ${i + 1} of ${rounds.length}`);
      await train(round, { dataDir, outDir, threads, start });
    }
    if (!existsSync(done)) return undefined;
    start = [done];
  }
  return outDir;
}

type SceneRound = NonNullable<Recipe["finder"]>["rounds"][number];

/** What a network learns from in a round, and how. */
function toScenes(round: SceneRound, { recipe, work }: Place) {
  const { scenes_per_chunk, validation_scenes, validation_seed } = recipe.scenes;
  return {
    ...{ bankDir: join(work, "scenes"), chunks: round.chunks, scenesPerChunk: scenes_per_chunk },
    ...{ scenesSeed: round.scenes_seed, validationScenes: validation_scenes, validationSeed: validation_seed },
    ...{ epochs: round.epochs, stepsPerEpoch: round.steps_per_epoch, batchSize: round.batch_size },
    ...{ learningRate: round.learning_rate, seed: round.seed },
  };
}

function toSceneProgress({ epochs }: SceneRound, { progress }: Place) {
  return {
    chunks: (made: number, count: number, what: string) => progress.samples(made, count, what),
    step: progress.step,
    epoch: (report: EpochReport) => progress.epoch(report, epochs),
  };
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

/** The quick classifier's file as it is served. */
async function loadQuick(file: string, { quick }: Recipe): Promise<Uint8Array> {
  const network = classifierNetwork(quick!.network as unknown as ClassifierConfig);
  return exportNetwork(network, readLayers(await readFile(file)), smallWeights);
}

/** @returns the line reader's file, in 8-bit integers; undefined where it was stopped */
async function makeLines(place: Place, pagesFile: string): Promise<Uint8Array | undefined> {
  const { lines } = place.recipe;
  if (!lines) return (await loadModel(PACKAGED_MODEL)).lines;
  const config = lines.network as unknown as LineConfig;
  const what = { title: "line reader", folder: "lines", done: "lines-trained.checkpoint" };
  const outDir = await inRounds(lines.rounds, what, [], place, (round, options) =>
    trainLines(
      { ...options, ...toScenes(round, place), config, resume: existsSync(join(options.outDir, "lines.checkpoint")) },
      toSceneProgress(round, place),
      place.signal,
    ),
  );
  if (outDir === undefined) return undefined;
  const layers = readLayers(await readFile(join(outDir, "lines.onnx")));
  return await quantizeLines(config, layers, severalDigits(loadChunk(pagesFile)));
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
