import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PredictorError } from "../../errors.ts";
import type { Model } from "../../reader/load-model.ts";
import { splitPictures } from "../data/split-pictures.ts";
import { type Comparison, SIGNIFICANCE } from "../evaluate/compare-readings.ts";
import { classifierNetwork, DEFAULT_CLASSIFIER } from "../network/classifier-network.ts";
import { loadStart } from "../network/load-start.ts";
import { writeModelFiles } from "../network/write-model-files.ts";
import { groupOf, type TaughtPicture } from "./taught-picture.ts";
import { type Lesson, type TeachOptions, teachPictures } from "./teach-pictures.ts";
import type { TrainingProgress } from "./train-digits.ts";

export interface LearnOptions
  extends Pick<
    TeachOptions,
    "scenes" | "pages" | "keepSamples" | "epochs" | "batchSize" | "learningRate" | "seed" | "threads"
  > {
  readonly outDir: string;
  /** Default: `own`, or the name of the model that it follows, unless that is the packaged one. */
  readonly name: string | undefined;
  /** Default: 1.0.0, or the next one. */
  readonly version: string | undefined;
}

/** What people have said of pictures that a model had read. */
export interface Reviewed {
  /** It was wrong. */
  readonly corrected: readonly TaughtPicture[];
  /** It was right. */
  readonly confirmed: readonly TaughtPicture[];
}

/** The model that is followed. */
export interface Followed {
  readonly base: Model;
  /** Its classifier's file. */
  readonly file: string;
  readonly isPackaged: boolean;
}

const HELD_OUT_SHARE = 0.25;
/** Of few corrected ones more are held out, up to half, so that a gain can be told from chance. */
const MIN_HELD_OUT = 12;
/** With fewer of them held out, no gain could be told from chance. */
const MIN_CORRECTED = 20;
/** Sets that the new model must not read worse are all but this one, which it must read better. */
const CORRECTED = "corrected, held out";

export interface Learned extends Pick<Lesson, "comparisons" | "skipped"> {
  /** Why no model was written. */
  readonly reason: string | undefined;
  readonly file: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Trains a model on with what people have said of its readings, and writes the new one if that is better.
 *
 * @returns undefined where it was stopped while it learned
 * @throws PredictorError `usage` where there is too little to learn from
 */
export async function learnReadings(
  { base, file: baseFile, isPackaged }: Followed,
  { corrected, confirmed }: Reviewed,
  options: LearnOptions,
  progress: TrainingProgress,
  signal: AbortSignal,
): Promise<Learned | undefined> {
  if (corrected.length < MIN_CORRECTED)
    throw new PredictorError(
      "usage",
      `${corrected.length} corrected readings are too few to learn from and to measure by; ${MIN_CORRECTED} are the least, 200 are better.`,
    );
  const { outDir, seed } = options;
  const name = options.name ?? (isPackaged ? "own" : base.manifest.name);
  const version = options.version ?? (name === base.manifest.name ? nextVersion(base.manifest.version) : "1.0.0");
  await refuseOtherNetworks(outDir, base);
  const config = DEFAULT_CLASSIFIER;
  const start = await loadStart(baseFile, classifierNetwork(config));
  const correctedShare = Math.min(0.5, Math.max(HELD_OUT_SHARE, MIN_HELD_OUT / corrected.length));
  const wrong = splitPictures(corrected, groupOf, correctedShare, seed);
  const right = splitPictures(confirmed, groupOf, HELD_OUT_SHARE, seed);
  const train = [...wrong.train, ...right.train];
  const heldOut = { [CORRECTED]: wrong.heldOut, "confirmed, held out": right.heldOut };
  const lesson = await teachPictures({ ...options, base, config, start, train, heldOut }, progress, signal);
  if (!lesson) return undefined;
  const { classifier, manifest, comparisons, skipped, share } = lesson;
  const reason = reasonAgainst(comparisons);
  const file = join(outDir, `${name}.onnx`);
  if (reason === undefined) {
    const { name: baseName, version: baseVersion, sha256 } = base.manifest;
    const followed = { name: baseName, version: baseVersion, sha256 };
    await writeModelFiles(
      outDir,
      { classifier, finder: base.finder, lines: base.lines },
      {
        ...{ name, version, ...manifest, scores: { compared_with: followed, sets: comparisons } },
        training: {
          ...{ recipe: "readings", base: followed, started_from: start.from, share },
          ...{ corrected: corrected.length, confirmed: confirmed.length, scenes: options.scenes, pages: options.pages },
          ...{ epochs: options.epochs, batch_size: options.batchSize, learning_rate: options.learningRate, seed },
          date: new Date().toISOString().slice(0, 10),
        },
      },
      name,
    );
  }
  return { comparisons, skipped, reason, file, name, version };
}

/** Why a model that reads so is not taken; undefined where it is. */
function reasonAgainst(comparisons: readonly Comparison[]): string | undefined {
  const worse = comparisons.find(({ chanceOfLoss }) => chanceOfLoss < SIGNIFICANCE);
  if (worse) return `it reads "${worse.set}" worse`;
  const gain = comparisons.find(({ set }) => set === CORRECTED)!;
  return gain.chanceOfGain < SIGNIFICANCE ? undefined : `it does not read "${CORRECTED}" better by more than chance`;
}

/** All models of a folder share its `finder.onnx` and its `lines.onnx`. */
async function refuseOtherNetworks(outDir: string, { finder, lines }: Model): Promise<void> {
  for (const [name, what, own] of [
    ["finder.onnx", "finder", finder],
    ["lines.onnx", "line reader", lines],
  ] as const) {
    const file = join(outDir, name);
    if (own === undefined || !existsSync(file) || (await readFile(file)).equals(own)) continue;
    throw new PredictorError("usage", `${outDir} holds models with another ${what}. Name another folder with --out.`);
  }
}

function nextVersion(version: string): string {
  const [major, minor] = version.split(".").map(Number);
  return `${major}.${minor + 1}.0`;
}
