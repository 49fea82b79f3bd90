import type { Classifier } from "../../core/classifier.ts";
import type { Finder } from "../../core/finder.ts";
import type { Manifest } from "../../core/manifest.ts";
import { PredictorError } from "../../errors.ts";
import { createReader, type Reader } from "../../reader/create-reader.ts";
import { decode } from "../../reader/decode/decode.ts";
import type { Model } from "../../reader/load-model.ts";
import { openOnnxClassifier } from "../../reader/onnx/onnx-classifier.ts";
import { openOnnxFinder } from "../../reader/onnx/onnx-finder.ts";
import { openOnnxLineReader } from "../../reader/onnx/onnx-line-reader.ts";
import type { GradedReading } from "../calibrate/calibrate.ts";
import { keepPromises } from "../calibrate/keep-promises.ts";
import { loadOrMakeBank } from "../data/load-or-make-bank.ts";
import { pictureSamples } from "../data/picture-samples.ts";
import type { Sample } from "../data/sample.ts";
import { joinBanks, type SampleBank, toBank } from "../data/sample-bank.ts";
import { type Comparison, compareReadings } from "../evaluate/compare-readings.ts";
import { readTaught, type TaughtReading } from "../evaluate/read-taught.ts";
import { rightAnswers } from "../evaluate/right-answers.ts";
import type { ClassifierConfig } from "../network/classifier-network.ts";
import type { Start } from "../network/load-start.ts";
import { createRandom } from "../random.ts";
import { fineTune } from "./fine-tune.ts";
import type { TaughtPicture } from "./taught-picture.ts";
import type { TrainingProgress } from "./train-digits.ts";

export interface TeachOptions {
  /** What is trained on: its finder and its fitted tables go into the new model. */
  readonly base: Model;
  readonly config: ClassifierConfig;
  readonly start: Start;
  readonly train: readonly TaughtPicture[];
  /** By these both models are compared, set by set. */
  readonly heldOut: Readonly<Record<string, readonly TaughtPicture[]>>;
  /** Made-up scenes and pages that are to be read as before; for each kind, a third as many more are held out. */
  readonly scenes: number;
  readonly pages: number;
  readonly keepSamples: string | undefined;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly threads: number;
}

export interface Lesson {
  readonly classifier: Uint8Array;
  readonly manifest: Pick<Manifest, "weights" | "thresholds" | "line_weights" | "number_weights" | "number_thresholds">;
  /** The held-out sets first, then the made-up ones. */
  readonly comparisons: readonly Comparison[];
  /** Nothing could be learned from these, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** How far the weights went, of the way that training came, 0…1. */
  readonly share: number;
}

/**
 * Teaches a model pictures of which a person has said what is on them, and holds the new one against the old one.
 *
 * @returns undefined where it was stopped while it learned
 * @throws what the signal was aborted with, before
 */
export async function teachPictures(
  options: TeachOptions,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<Lesson | undefined> {
  const { base, train, heldOut, config, start, epochs, batchSize, learningRate, seed, threads } = options;
  const { manifest } = base;
  const [finder, lineReader] = await Promise.all([
    openOnnxFinder(base.finder, threads),
    base.lines && openOnnxLineReader(base.lines, threads),
  ]);
  const opened: Classifier[] = [];
  const open = async (bytes: Uint8Array) => {
    opened.push(await openOnnxClassifier(bytes, threads));
    return opened[opened.length - 1];
  };
  try {
    const classifier = await open(base.classifier);
    const { own, skipped } = await sampleAll(train, { finder, classifier, manifest }, seed, progress, signal);
    if (own.labels.length === 0) throw new PredictorError("usage", "There is nothing to learn from on these pictures.");
    const { kept, made } = await makeUp(options, progress, signal);
    const tuned = await fineTune({
      ...{ config, start, before: { classifier: base.classifier, weights: manifest.weights }, own, kept },
      ...{ heldOut: joinBanks(Object.values(made)), epochs, batchSize, learningRate, seed, threads, signal },
      ...{ onStep: progress.step, onEpoch: (report) => progress.epoch(report, epochs) },
    });
    if (!tuned) return undefined;
    const { weights } = tuned;
    const [old, now] = [
      createReader({ finder, classifier, lineReader, manifest }),
      createReader({
        ...{ finder, classifier: await open(tuned.classifier), lineReader },
        manifest: { ...manifest, weights },
      }),
    ];
    const comparisons: Comparison[] = [];
    const after: TaughtReading[] = [];
    for (const [name, pictures] of Object.entries(heldOut)) {
      const [readBefore, readNow] = [await readAll(old, pictures), await readAll(now, pictures)];
      comparisons.push(compareReadings(name, toRights(readBefore), toRights(readNow)));
      after.push(...readNow);
    }
    for (const [name, bank] of Object.entries(made)) {
      const [before, afterwards] = [base.classifier, tuned.classifier].map((each) => rightAnswers(each, bank));
      comparisons.push(compareReadings(name, await before, await afterwards));
    }
    return {
      ...{ classifier: tuned.classifier, share: tuned.share, comparisons, skipped },
      manifest: {
        ...{ weights, number_weights: manifest.number_weights },
        ...(manifest.line_weights && { line_weights: manifest.line_weights }),
        thresholds: keepPromises(manifest.thresholds, gradedOf(after, "digit")),
        number_thresholds: keepPromises(manifest.number_thresholds, gradedOf(after, "number")),
      },
    };
  } finally {
    await Promise.all([finder.close(), lineReader?.close(), ...opened.map((each) => each.close())]);
  }
}

interface Networks {
  readonly finder: Finder;
  readonly classifier: Classifier;
  readonly manifest: Manifest;
}

async function sampleAll(
  pictures: readonly TaughtPicture[],
  model: Networks,
  seed: number,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<{ readonly own: SampleBank; readonly skipped: Lesson["skipped"] }> {
  const samples: Sample[] = [];
  const skipped: { name: string; reason: string }[] = [];
  for (const [index, { name, truth, load }] of pictures.entries()) {
    signal.throwIfAborted();
    try {
      const own = await pictureSamples(await decode(await load()), truth, model, createRandom(seed, index));
      if (own.length === 0) skipped.push({ name, reason: "there is nothing on it" });
      samples.push(...own);
    } catch (error) {
      if (!(error instanceof PredictorError)) throw error;
      skipped.push({ name, reason: error.message });
    }
    progress.samples(index + 1, pictures.length, "framed pictures");
  }
  return { own: toBank(samples), skipped };
}

async function makeUp(
  { scenes, pages, keepSamples, seed, threads }: TeachOptions,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<{ readonly kept: SampleBank; readonly made: Readonly<Record<string, SampleBank>> }> {
  const bank = (source: "scenes" | "pages", part: "train" | "validation", count: number, what: string) =>
    loadOrMakeBank(
      { source, part, count, seed: part === "train" ? seed : seed + 1 },
      {
        ...{ dataDir: undefined, keepSamples, threads, signal },
        onProgress: (done) => progress.samples(done, count, what),
      },
    );
  const third = (count: number) => Math.ceil(count / 3);
  const kept = [await bank("scenes", "train", scenes, "made-up scenes")];
  if (pages > 0) kept.push(await bank("pages", "train", pages, "made-up pages"));
  const made: Record<string, SampleBank> = {
    "made-up scenes": await bank("scenes", "validation", third(scenes), "made-up scenes, held out"),
  };
  if (pages > 0) made["made-up pages"] = await bank("pages", "validation", third(pages), "made-up pages, held out");
  return { kept: joinBanks(kept), made };
}

async function readAll(reader: Reader, pictures: readonly TaughtPicture[]): Promise<TaughtReading[]> {
  const readings: TaughtReading[] = [];
  for (const picture of pictures) readings.push(await readTaught(reader, picture));
  return readings;
}

function toRights(readings: readonly TaughtReading[]): boolean[] {
  return readings.map(({ right }) => right);
}

function gradedOf(readings: readonly TaughtReading[], wanted: TaughtReading["kind"]): GradedReading[] {
  return readings.flatMap(({ kind, right, confidence }) =>
    kind === wanted && confidence !== undefined ? [{ right, confidence }] : [],
  );
}
