import { holdsPictures } from "../training/evaluate/read-digit-folder.ts";
import { loadRecipe } from "../training/recipes/recipe.ts";
import { runRecipe } from "../training/recipes/run-recipe.ts";
import { trainDigits } from "../training/recipes/train-digits.ts";
import { trainPictures } from "../training/recipes/train-pictures.ts";
import { formatComparisons } from "../training/report/format-comparisons.ts";
import { asksForHelp } from "./read-arguments.ts";
import { TRAIN_HELP, type TrainRequest, toTrainRequest } from "./train-options.ts";
import { createProgress } from "./training-progress.ts";

type Print = (text: string) => void;

/** @returns the exit status: 1 where it was stopped */
export async function train(args: readonly string[], print: Print = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(TRAIN_HELP);
    return 0;
  }
  const request = await toTrainRequest(args, holdsPictures);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  try {
    if (request.kind === "recipe") return await byRecipe(request.options, print, stop.signal);
    if (request.kind === "pictures") return await onPictures(request.options, print, stop.signal);
    return await fromTheStart(request.options, print, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    print("Stopped before the training began; there is nothing to keep.");
    return 1;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

type OptionsOf<Kind extends TrainRequest["kind"]> = Extract<TrainRequest, { readonly kind: Kind }>["options"];

async function byRecipe({ file, ...place }: OptionsOf<"recipe">, print: Print, signal: AbortSignal): Promise<number> {
  const recipe = await loadRecipe(file);
  const made = await runRecipe({ recipe, ...place }, createProgress(process.stderr), print, signal);
  print(made ? `${made}: ${recipe.name} ${recipe.version}.\n${howToGoOn(made)}` : "Stopped; the same line goes on.");
  return made ? 0 : 1;
}

async function fromTheStart(options: OptionsOf<"digits">, print: Print, signal: AbortSignal): Promise<number> {
  const { interrupted, epochs, model } = await trainDigits(options, createProgress(process.stderr), signal);
  if (interrupted) print(`Stopped after ${epochs} of ${options.epochs} epochs; --resume goes on.`);
  if (model) print(`${model.file}: ${(100 * model.accuracy).toFixed(2)} % on the validation samples.`);
  if (model) print(howToGoOn(model.file));
  return interrupted ? 1 : 0;
}

async function onPictures(options: OptionsOf<"pictures">, print: Print, signal: AbortSignal): Promise<number> {
  const onFound = (counts: readonly number[], heldOut: number) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    const each = counts.map((count, label) => `${label === 10 ? "none" : label}: ${count}`).join(", ");
    print(`${total} pictures in ${options.dataDir} (${each}); ${heldOut} of them are held out, to measure by.`);
  };
  const trained = await trainPictures(options, onFound, createProgress(process.stderr), signal);
  if (!trained) {
    print("Stopped while it learned; nothing was written.");
    return 1;
  }
  const { file, comparisons, skipped } = trained;
  for (const { name, reason } of skipped) print(`${name} was left out: ${reason}`);
  print(formatComparisons(comparisons));
  const [own] = comparisons;
  print(
    `${file}: ${options.name} ${options.version}${own.after > own.before ? "" : ", no better than the packaged model on the held-out pictures"}.`,
  );
  print(howToGoOn(file));
  return 0;
}

function howToGoOn(file: string): string {
  return `Try it:   number-predictor predict --model ${file} PICTURE\nServe it: number-predictor serve --model ${file}`;
}
