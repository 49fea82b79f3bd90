import { trainDigits } from "../training/recipes/train-digits.ts";
import { asksForHelp } from "./read-arguments.ts";
import { TRAIN_HELP, toTrainOptions } from "./train-options.ts";
import { createProgress } from "./training-progress.ts";

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
    const { interrupted, epochs, model } = await trainDigits(options, createProgress(process.stderr), stop.signal);
    if (interrupted) print(`Stopped after ${epochs} of ${options.epochs} epochs; --resume goes on.`);
    if (model) print(`${model.file}: ${(100 * model.accuracy).toFixed(2)} % on the validation samples.`);
    return interrupted ? 1 : 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    print("Stopped before the training began; there is nothing to keep.");
    return 1;
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
