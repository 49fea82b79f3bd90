import { PredictorError } from "../errors.ts";
import type { SettingName, Settings } from "../server/settings.ts";
import type { LearnOptions } from "../training/recipes/learn-readings.ts";
import { readArguments } from "./read-arguments.ts";
import { toModelName, toModelVersion } from "./to-model-name.ts";

export const LEARN_OPTIONS = {
  out: { placeholder: "FOLDER", help: "where the model goes; for --adopt, the server's --model-folder [models]" },
  name: {
    placeholder: "NAME",
    help: "what it calls itself, and its file [own, or the name of the model that it follows]",
  },
  version: { placeholder: "VERSION", help: "and its version [1.0.0, or the next one]" },
  adopt: { placeholder: "URL", help: "have the server at this address serve it at once" },
  "admin-key": { placeholder: "KEY", help: "its --admin-key" },
  "max-readings": { placeholder: "N", help: "of the corrected and of the confirmed ones, the newest so many [5000]" },
  samples: { placeholder: "N", help: "made-up pictures of one thing that are to be read as before [1800]" },
  pages: { placeholder: "N", help: "made-up pages, likewise [90]" },
  "keep-samples": { placeholder: "FOLDER", help: "where made-up ones are kept and found again" },
  epochs: { placeholder: "N", help: "how often each is shown [4]" },
  "batch-size": { placeholder: "N", help: "pictures a step [128]" },
  "learning-rate": { placeholder: "X", help: "highest step size [0.0007]" },
  seed: { placeholder: "N", help: "the same seed gives the same model of the same readings [1]" },
  threads: { placeholder: "N", help: "threads that compute [1]" },
};

export interface LearnRequest {
  readonly settings: Settings;
  readonly options: LearnOptions & { readonly maxReadings: number };
  readonly adopt: string | undefined;
  readonly adminKey: string | undefined;
}

/** @throws PredictorError `usage` */
export function toLearnRequest(args: readonly string[], names: readonly SettingName[]): LearnRequest {
  const { settings, options, operands } = readArguments(args, LEARN_OPTIONS, names);
  if (operands.length > 0) throw new PredictorError("usage", `"${operands[0]}" is no option of learn.`);
  const number = (name: keyof typeof LEARN_OPTIONS, otherwise: number, isValid: (value: number) => boolean) => {
    const value = options[name] === undefined ? otherwise : Number(options[name]);
    if (isValid(value)) return value;
    throw new PredictorError("usage", `--${name} can't be ${options[name]}.`);
  };
  const count = (name: keyof typeof LEARN_OPTIONS, otherwise: number, min = 1) =>
    number(name, otherwise, (value) => Number.isSafeInteger(value) && value >= min);
  const adopt = options.adopt;
  if (adopt !== undefined && !/^https?:\/\/./.test(adopt))
    throw new PredictorError("usage", `--adopt can't be ${adopt}: it takes an address such as http://127.0.0.1:8000.`);
  if (adopt !== undefined && options["admin-key"] === undefined)
    throw new PredictorError("usage", "--adopt needs the server's --admin-key.");
  return {
    settings,
    ...{ adopt, adminKey: options["admin-key"] },
    options: {
      outDir: options.out ?? "models",
      ...{ name: options.name && toModelName(options.name) },
      ...{ version: options.version && toModelVersion(options.version) },
      maxReadings: count("max-readings", 5000),
      ...{ scenes: count("samples", 1800), pages: count("pages", 90, 0), keepSamples: options["keep-samples"] },
      ...{
        epochs: count("epochs", 4),
        batchSize: count("batch-size", 128, 2),
        seed: count("seed", 1, 0),
        threads: count("threads", 1),
      },
      learningRate: number("learning-rate", 0.0007, (value) => value > 0 && value < 10),
    },
  };
}
