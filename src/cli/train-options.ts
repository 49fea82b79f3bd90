import { availableParallelism } from "node:os";
import { PredictorError } from "../errors.ts";
import { DEFAULT_CLASSIFIER } from "../training/network/classifier-network.ts";
import type { TrainOptions } from "../training/recipes/train-digits.ts";
import { describeOptions, readArguments } from "./read-arguments.ts";

const OPTIONS = {
  data: { placeholder: "FOLDER", help: "MNIST and more to learn from; without it, MNIST is downloaded into data/" },
  out: { placeholder: "FOLDER", help: "where the model goes [models]" },
  finder: { placeholder: "FILE", help: "finder that goes into the model, unchanged [the packaged one]" },
  samples: { placeholder: "N", help: "pictures of one thing that are made to learn from, on top of MNIST [240000]" },
  pages: { placeholder: "N", help: "pages that are made to learn from what is written on them [20000]" },
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
  widths: { placeholder: "N,N,N", help: `channels at 28, 14 and 7 pixels [${DEFAULT_CLASSIFIER.widths}]` },
  blocks: { placeholder: "N,N,N", help: `residual blocks there [${DEFAULT_CLASSIFIER.blocks}]` },
  start: {
    placeholder: "FILE[,FILE]…",
    help: "another round: start from this trained.checkpoint or .onnx file, or from the mean of several, not from chance",
  },
  threads: { placeholder: "N", help: "threads that compute [one for each processor]" },
  resume: { placeholder: null, help: "go on where the last run was stopped" },
};

export const TRAIN_HELP = `Usage: number-predictor train [OPTION]…

Makes pictures of digits, of what is none and of pages, frames them as the service does, and trains a classifier on them and on MNIST.
Writes digits.onnx, finder.onnx and digits.json. Ctrl-C keeps the best so far, and --resume goes on.

${describeOptions(OPTIONS)}

Exit status: 0, 1 (stopped or failed), 2 (called wrongly).`;

/** @throws PredictorError `usage` */
export function toTrainOptions(args: readonly string[]): TrainOptions {
  const { options, operands } = readArguments(args, OPTIONS, []);
  if (operands.length > 0) throw new PredictorError("usage", `"${operands[0]}" is no option of train.`);
  const integer = (name: keyof typeof OPTIONS, otherwise: number, min = 1) =>
    toNumber(name, options[name], otherwise, (value) => Number.isSafeInteger(value) && value >= min);
  return {
    dataDir: options.data,
    outDir: options.out ?? "models",
    finder: options.finder,
    samples: integer("samples", 240_000),
    pages: integer("pages", 20_000, 0),
    validationSamples: integer("validation-samples", 24_000, 2),
    samplesSeed: integer("samples-seed", 1, 0),
    keepSamples: options["keep-samples"],
    epochs: integer("epochs", 7),
    batchSize: integer("batch-size", 128, 2),
    learningRate: toNumber("learning-rate", options["learning-rate"], 0.01, (value) => value > 0 && value < 10),
    seed: integer("seed", 1, 0),
    network: {
      widths: toTriple("widths", options.widths, DEFAULT_CLASSIFIER.widths, 1),
      blocks: toTriple("blocks", options.blocks, DEFAULT_CLASSIFIER.blocks, 0),
    },
    start: options.start?.split(",") ?? [],
    threads: integer("threads", availableParallelism()),
    resume: options.resume !== undefined,
  };
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
