import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NON_DIGIT } from "../../core/manifest.ts";
import { PredictorError } from "../../errors.ts";
import { PACKAGED_MODEL } from "../../package-root.ts";
import { loadModel, type Model } from "../../reader/load-model.ts";
import { splitPictures } from "../data/split-pictures.ts";
import type { Comparison } from "../evaluate/compare-readings.ts";
import { listDigitFolder } from "../evaluate/read-digit-folder.ts";
import { type ClassifierConfig, classifierNetwork } from "../network/classifier-network.ts";
import { loadStart, meanOf } from "../network/load-start.ts";
import { writeModelFiles } from "../network/write-model-files.ts";
import { groupOf, type TaughtPicture } from "./taught-picture.ts";
import { type Lesson, teachPictures } from "./teach-pictures.ts";
import type { TrainingProgress } from "./train-digits.ts";

export interface TrainPicturesOptions {
  /** Folder with `0/ … 9/` and `none/`. */
  readonly dataDir: string;
  readonly outDir: string;
  readonly name: string;
  readonly version: string;
  readonly keepSamples: string | undefined;
  /** Made-up scenes and pages that are to be read as before. */
  readonly scenes: number;
  readonly pages: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly network: ClassifierConfig;
  /** Checkpoints or served networks to start from; none takes the packaged model. */
  readonly start: readonly string[];
  readonly threads: number;
}

/** Pictures of which nothing is learned: the new model is measured by them. */
const HELD_OUT_SHARE = 0.25;
const MIN_PICTURES = 20;

export interface TrainedPictures {
  readonly file: string;
  readonly comparisons: readonly Comparison[];
  readonly skipped: Lesson["skipped"];
}

/** @param counts pictures of each label, `[11]`, the last of no digit */
export type OnFound = (counts: readonly number[], heldOut: number) => void;

/**
 * Trains the packaged model on with pictures in folders by digit and writes the new one.
 *
 * @returns undefined where it was stopped while it learned
 * @throws PredictorError `usage` where there are too few pictures or the start doesn't fit; what the signal was aborted with, before
 */
export async function trainPictures(
  options: TrainPicturesOptions,
  onFound: OnFound,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<TrainedPictures | undefined> {
  const { dataDir, outDir, name, version, network: config, seed } = options;
  const base = await loadModel(PACKAGED_MODEL);
  const paths = options.start.length > 0 ? options.start : [PACKAGED_MODEL];
  const start = meanOf(await Promise.all(paths.map((path) => loadStart(path, classifierNetwork(config)))));
  const pictures = await listPictures(dataDir);
  const { train, heldOut } = splitPictures(pictures, groupOf, HELD_OUT_SHARE, seed);
  const counts = Array.from(
    { length: NON_DIGIT + 1 },
    (_, label) => pictures.filter((picture) => groupOf(picture) === label).length,
  );
  onFound(counts, heldOut.length);
  if (pictures.length < MIN_PICTURES)
    throw new PredictorError(
      "usage",
      `${pictures.length} pictures are too few to learn from and to measure by; ${MIN_PICTURES} are the least, some hundreds are better.`,
    );
  const lesson = await teachPictures(
    { ...options, base, config, start, train, heldOut: { "held out": heldOut } },
    progress,
    signal,
  );
  if (!lesson) return undefined;
  const { classifier, manifest, comparisons, skipped, share } = lesson;
  await writeModelFiles(
    outDir,
    { classifier, finder: base.finder, lines: base.lines },
    {
      ...{ name, version, ...manifest, scores: { compared_with: nameOf(base), sets: comparisons } },
      training: {
        ...{
          recipe: "pictures",
          base: nameOf(base),
          started_from: start.from,
          pictures: counts,
          held_out: heldOut.length,
        },
        ...{ scenes: options.scenes, pages: options.pages, epochs: options.epochs, batch_size: options.batchSize },
        ...{ learning_rate: options.learningRate, seed, share, date: new Date().toISOString().slice(0, 10) },
      },
    },
  );
  return { file: join(outDir, "digits.onnx"), comparisons, skipped };
}

function nameOf({ manifest: { name, version, sha256 } }: Model) {
  return { name, version, sha256 };
}

/** Each picture once: the same file twice would be learned and measured by. */
async function listPictures(dataDir: string): Promise<TaughtPicture[]> {
  const known = new Set<string>();
  const pictures: TaughtPicture[] = [];
  for (const { name, label } of await listDigitFolder(dataDir)) {
    const load = () => readFile(join(dataDir, name));
    const sha256 = createHash("sha256")
      .update(await load())
      .digest("hex");
    if (known.has(sha256)) continue;
    known.add(sha256);
    pictures.push({ name, truth: { kind: "digit", label: label ?? NON_DIGIT }, load });
  }
  return pictures;
}
