import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { PredictorError } from "../errors.ts";
import { openService } from "../reader/open-service.ts";
import { describeSettings, type SettingName } from "../server/settings.ts";
import { createDigitTask } from "./create-digit-task.ts";
import { createNumbersTask } from "./create-numbers-task.ts";
import { findImages } from "./find-images.ts";
import { mapInOrder } from "./map-in-order.ts";
import type { PictureTask } from "./picture-task.ts";
import { asksForHelp, describeOptions, readArguments } from "./read-arguments.ts";
import { readBounded } from "./read-bounded.ts";
import { NUMBER_OPTIONS, readNumberOptions, refuseNumberOptions } from "./read-number-options.ts";

const SETTINGS: readonly SettingName[] = ["model", "maxFileBytes", "maxPixels", "formats"];
const OPTIONS = {
  json: { placeholder: null, help: "one JSON object for each picture" },
  explain: { placeholder: null, help: "show what the network saw" },
  numbers: { placeholder: null, help: "read every number on a picture, not one digit" },
  "max-error": { placeholder: "SHARE", help: `share of accepted answers that may be wrong [${DEFAULT_MAX_ERROR}]` },
};

const HELP = `Usage: number-predictor predict [OPTION]… FILE…|FOLDER…|-

Prints a line for each picture: its name, the digit, how sure, and what to do with it: accept, review or reject.
Of a folder it takes the pictures, with those of the folders in it. "-" reads one picture from standard input.

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}

With --numbers it prints a line for each number: the picture's name, the number, how sure, what to do with it, and its row and
column, counted from 0. These say what every number must satisfy; the answer is the likeliest one that does:

${describeOptions(NUMBER_OPTIONS)}`;

/** Pictures that are worked on at a time: one is decoded while another is read. */
const CONCURRENCY = 4;

/** @returns the exit status: 1 where a picture could not be read */
export async function predict(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, { ...OPTIONS, ...NUMBER_OPTIONS }, SETTINGS);
  const { json, explain, numbers, "max-error": share, ...numberOptions } = options;
  const maxError = readMaxError(share);
  if (!numbers) refuseNumberOptions(numberOptions);
  if (operands.length === 0) {
    throw new PredictorError("usage", "Name at least one picture, a folder, or - (number-predictor predict --help).");
  }
  const asked = numbers ? await readNumberOptions(numberOptions) : {};
  const { files, problems } = await findImages(operands);
  problems.forEach(complain);
  if (files.length === 0) return 1;

  const service = await openService(settings);
  const readingOptions = { ...asked, ...(maxError && { maxError }) };
  const isExplained = explain !== undefined;
  const read = <Result>(task: PictureTask<Result>) =>
    printAll(files, task, { asJson: json !== undefined, maxFileBytes: settings.maxFileBytes });
  try {
    const failures = numbers
      ? await read(createNumbersTask(service.reader, readingOptions, isExplained))
      : await read(createDigitTask(service.reader, readingOptions, isExplained));
    return problems.length + failures > 0 ? 1 : 0;
  } finally {
    await service.close();
  }
}

/** @returns how many could not be read */
async function printAll<Result>(
  files: readonly string[],
  task: PictureTask<Result>,
  { asJson, maxFileBytes }: { readonly asJson: boolean; readonly maxFileBytes: number },
): Promise<number> {
  const width = Math.max(...files.map((file) => file.length));
  const readFile = async (file: string) => await task.read(await readBounded(file, maxFileBytes));
  let failures = 0;
  for await (const { item: file, result, error } of mapInOrder(files, CONCURRENCY, readFile)) {
    if (result === undefined) {
      complain(`${file}: ${(error as Error).message}`);
      failures++;
    } else if (asJson) console.log(JSON.stringify({ file, ...task.toJson(result) }));
    else console.log(task.toText(file.padEnd(width), result));
  }
  return failures;
}

function readMaxError(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new PredictorError("usage", "--max-error must be a number above 0, up to 1.");
  return share;
}

function complain(problem: string): void {
  console.error(`number-predictor: ${problem}`);
}
