import { PredictorError } from "../errors.ts";
import { PACKAGED_MODEL } from "../package-root.ts";
import { loadModel } from "../reader/load-model.ts";
import { describeSettings, type SettingName } from "../server/settings.ts";
import { openReadingStore } from "../server/store/open-reading-store.ts";
import type { ReadingStore } from "../server/store/reading-store.ts";
import { learnReadings } from "../training/recipes/learn-readings.ts";
import { formatComparisons } from "../training/report/format-comparisons.ts";
import { adoptModel } from "./adopt-model.ts";
import { LEARN_OPTIONS, toLearnRequest } from "./learn-options.ts";
import { listTaughtReadings } from "./list-taught-readings.ts";
import { asksForHelp, type CommandLine, describeOptions } from "./read-arguments.ts";
import { createProgress } from "./training-progress.ts";

const SETTINGS: readonly SettingName[] = ["readings", "keepPictures", "model"];

export const LEARN_LINE: CommandLine = { options: LEARN_OPTIONS, settings: SETTINGS };

const HELP = `Usage: number-predictor learn --readings STORE [OPTION]…

Trains the model on with what people have confirmed and corrected, and with made-up pictures, which it is to read as before. Holds a
quarter of both out, and prints how the old and the new model read them. Writes the new one, NAME.onnx with its manifest, only if it reads
the corrected ones that were held out better, and none of the other sets worse: by McNemar's test, exact, at 5 %.

${describeOptions(LEARN_OPTIONS)}
${describeSettings(SETTINGS)}

Exit status: 0 (a new model was written), 1 (none, or stopped, or --adopt failed), 2 (called wrongly).`;

/** @returns the exit status: 1 where no model was written, or it could not be adopted */
export async function learn(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(HELP);
    return 0;
  }
  const { settings, options, ...adopting } = toLearnRequest(args, SETTINGS);
  if (settings.readings === "") throw new PredictorError("usage", "Say where the readings are: --readings STORE.");
  const base = await loadModel(settings.model);
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const store = await openReadingStore(settings);
  try {
    const pictures = await listPictures(store, options.maxReadings, print);
    const from = { base, file: settings.model, isPackaged: settings.model === PACKAGED_MODEL };
    const learned = await learnReadings(from, pictures, options, createProgress(process.stderr), stop.signal);
    if (!learned) return giveUp(print);
    for (const { name, reason } of learned.skipped) print(`${name} was left out: ${reason}`);
    print(formatComparisons(learned.comparisons));
    if (learned.reason !== undefined) {
      print(`No model was written: ${learned.reason}.`);
      return 1;
    }
    const { file, name, version } = learned;
    print(`${file}: ${name} ${version}.`);
    if (adopting.adopt === undefined) print(`Serve it: number-predictor serve --model ${file}`);
    else print(await adoptModel(adopting.adopt, adopting.adminKey, `${name}.onnx`));
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    return giveUp(print);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    await store.close();
  }
}

function giveUp(print: (text: string) => void): number {
  print("Stopped; nothing was written.");
  return 1;
}

async function listPictures(store: ReadingStore, max: number, print: (text: string) => void) {
  const known = new Set<string>();
  const corrected = await listTaughtReadings(store, "corrected", max, known);
  const confirmed = await listTaughtReadings(store, "confirmed", max, known);
  print(`${corrected.pictures.length} corrected and ${confirmed.pictures.length} confirmed readings to learn from.`);
  for (const { leftOut } of [corrected, confirmed])
    for (const [why, count] of leftOut) print(`${count} more were left out: ${why}.`);
  return { corrected: corrected.pictures, confirmed: confirmed.pictures };
}
