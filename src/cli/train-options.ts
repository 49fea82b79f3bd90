import { availableParallelism } from "node:os";
import { PredictorError } from "../errors.ts";
import { DEFAULT_CLASSIFIER } from "../training/network/classifier-network.ts";
import type { RunRecipeOptions } from "../training/recipes/run-recipe.ts";
import type { TrainOptions } from "../training/recipes/train-digits.ts";
import type { TrainPicturesOptions } from "../training/recipes/train-pictures.ts";
import { type CommandLine, describeOptions, readArguments } from "./read-arguments.ts";
import { toModelName, toModelVersion } from "./to-model-name.ts";

const OPTIONS = {
  recipe: {
    placeholder: "FILE",
    help: "make a whole model as this file says (recipes/digits.json), with the data of --data",
  },
  data: {
    placeholder: "FOLDER",
    help: "pictures to learn from, in 0/ … 9/ and none/; or MNIST and more; without it, MNIST is downloaded into data/",
  },
  out: { placeholder: "FOLDER", help: "where the model goes [models; with pictures of your own, the model's name]" },
  name: { placeholder: "NAME", help: "what the model calls itself in answers and metrics [own]" },
  version: { placeholder: "VERSION", help: "and its version [1.0.0]" },
  finder: { placeholder: "FILE", help: "finder that goes into the model, unchanged [the packaged one]" },
  samples: {
    placeholder: "N",
    help: "pictures of one thing that are made to learn from [240000; with own pictures 1800]",
  },
  pages: { placeholder: "N", help: "pages that are made to learn from what is written on them [20000; 90]" },
  "validation-samples": { placeholder: "N", help: "pictures of other writers, to choose and to calibrate by [24000]" },
  "samples-seed": { placeholder: "N", help: "the same seed makes the same samples [1]" },
  "keep-samples": {
    placeholder: "FOLDER",
    help: "where made samples are kept and found again; without it they are not kept",
  },
  epochs: { placeholder: "N", help: "how often each is shown [7; 4]" },
  "batch-size": { placeholder: "N", help: "pictures a step [128]" },
  "learning-rate": { placeholder: "X", help: "highest step size [0.01; 0.0007]" },
  seed: { placeholder: "N", help: "the same seed gives the same model of the same samples [1]" },
  widths: { placeholder: "N,N,N", help: `channels at 28, 14 and 7 pixels [${DEFAULT_CLASSIFIER.widths}]` },
  blocks: { placeholder: "N,N,N", help: `residual blocks there [${DEFAULT_CLASSIFIER.blocks}]` },
  start: {
    placeholder: "FILE[,FILE]…",
    help: "start from this trained.checkpoint or .onnx file, or from the mean of several [chance; the packaged model]",
  },
  threads: { placeholder: "N", help: "threads that compute [one for each processor]" },
  resume: { placeholder: null, help: "go on where the last run was stopped" },
};

export const TRAIN_LINE: CommandLine = { options: OPTIONS, settings: [] };

export const TRAIN_HELP = `Usage: number-predictor train [OPTION]…

With pictures of your own (--data FOLDER with 0/ … 9/, and none/ for what is no digit): trains the packaged model on with them, holds a
part out, says how both models read it, and writes the new one. Takes some minutes on one processor.

With --recipe: makes a whole model as the file says, finder, classifier and how they are read together. Takes a day. What is done is
kept in the folder's work/, and the same line goes on.

Else makes pictures of digits, of what is none and of pages, frames them as the service does, and trains a classifier on them and on
MNIST. Ctrl-C keeps the best so far, and --resume goes on.

Writes digits.onnx, finder.onnx and digits.json. Where there are two defaults, the second is for pictures of your own.

${describeOptions(OPTIONS)}

Exit status: 0, 1 (stopped or failed), 2 (called wrongly).`;

/** A recipe's file and where it runs. */
export interface RecipeOptions extends Omit<RunRecipeOptions, "recipe"> {
  readonly file: string;
}

/** What a command line of `train` asks for. */
export type TrainRequest =
  | { readonly kind: "recipe"; readonly options: RecipeOptions }
  | { readonly kind: "digits"; readonly options: TrainOptions }
  | { readonly kind: "pictures"; readonly options: TrainPicturesOptions };

/**
 * @param isPictures whether a data folder holds pictures in folders by digit
 * @throws PredictorError `usage`
 */
export async function toTrainRequest(
  args: readonly string[],
  isPictures: (dataDir: string) => Promise<boolean>,
): Promise<TrainRequest> {
  const { options, operands } = readArguments(args, OPTIONS, []);
  if (operands.length > 0) throw new PredictorError("usage", `"${operands[0]}" is no option of train.`);
  if (options.recipe !== undefined) return toRecipeRequest(options.recipe, options);
  const own = options.data !== undefined && (await isPictures(options.data));
  const integer = (name: keyof typeof OPTIONS, otherwise: number, min = 1) =>
    toNumber(name, options[name], otherwise, (value) => Number.isSafeInteger(value) && value >= min);
  const learningRate = toNumber("learning-rate", options["learning-rate"], own ? 0.0007 : 0.01, (x) => x > 0 && x < 10);
  const shared = {
    name: toModelName(options.name ?? "own"),
    version: toModelVersion(options.version ?? "1.0.0"),
    keepSamples: options["keep-samples"],
    batchSize: integer("batch-size", 128, 2),
    ...{ learningRate, seed: integer("seed", 1, 0) },
    network: {
      widths: toTriple("widths", options.widths, DEFAULT_CLASSIFIER.widths, 1),
      blocks: toTriple("blocks", options.blocks, DEFAULT_CLASSIFIER.blocks, 0),
    },
    start: options.start?.split(",") ?? [],
    threads: integer("threads", availableParallelism()),
  };
  if (own) {
    refuse(options, ["finder", "validation-samples", "samples-seed", "resume"], "goes with pictures of your own");
    return {
      kind: "pictures",
      options: {
        ...shared,
        dataDir: options.data!,
        outDir: options.out ?? shared.name,
        scenes: integer("samples", 1800),
        pages: integer("pages", 90, 0),
        epochs: integer("epochs", 4),
      },
    };
  }
  return {
    kind: "digits",
    options: {
      ...shared,
      dataDir: options.data,
      outDir: options.out ?? "models",
      finder: options.finder,
      samples: integer("samples", 240_000),
      pages: integer("pages", 20_000, 0),
      validationSamples: integer("validation-samples", 24_000, 2),
      samplesSeed: integer("samples-seed", 1, 0),
      epochs: integer("epochs", 7),
      resume: options.resume !== undefined,
    },
  };
}

/** A recipe says everything but where things are, so that two runs of it are the same. */
function toRecipeRequest(file: string, options: Readonly<Partial<Record<keyof typeof OPTIONS, string>>>): TrainRequest {
  const { recipe: _, data, out, threads, ...others } = options;
  refuse(others, Object.keys(OPTIONS), "goes with --recipe: the file says it");
  if (data === undefined) throw new PredictorError("usage", "Say where the recipe's data are: --data FOLDER.");
  const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;
  return {
    kind: "recipe",
    options: {
      ...{ file, dataDir: data, outDir: out ?? "models" },
      threads: toNumber("threads", threads, availableParallelism(), isCount),
    },
  };
}

function refuse(given: Readonly<Partial<Record<string, string>>>, names: readonly string[], why: string): void {
  const name = names.find((each) => given[each] !== undefined);
  if (name) throw new PredictorError("usage", `No --${name} ${why}.`);
}

function toNumber(name: string, text: string | undefined, otherwise: number, isValid: (n: number) => boolean): number {
  const value = text === undefined ? otherwise : Number(text);
  if (isValid(value)) return value;
  throw new PredictorError("usage", `--${name} can't be ${text}.`);
}

type Triple = readonly [number, number, number];

function toTriple(name: string, text: string | undefined, otherwise: Triple, min: number): Triple {
  const numbers = text === undefined ? otherwise : text.split(",").map(Number);
  if (numbers.length === 3 && numbers.every((value) => Number.isSafeInteger(value) && value >= min)) {
    return [numbers[0], numbers[1], numbers[2]];
  }
  throw new PredictorError("usage", `--${name} takes three whole numbers from ${min} on, such as ${otherwise}.`);
}
