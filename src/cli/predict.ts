import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { PredictorError } from "../errors.ts";
import { openService } from "../reader/open-service.ts";
import { describeSettings, type SettingName, VARIABLES_HELP } from "../server/settings.ts";
import { createDigitTask } from "./create-digit-task.ts";
import { createNumbersTask } from "./create-numbers-task.ts";
import { findImages } from "./find-images.ts";
import { openResultFile } from "./open-result-file.ts";
import { pickShard } from "./pick-shard.ts";
import type { PictureTask } from "./picture-task.ts";
import { asksForHelp, type CommandLine, describeOptions, readArguments } from "./read-arguments.ts";
import { readBounded } from "./read-bounded.ts";
import { NUMBER_OPTIONS, readNumberOptions, refuseNumberOptions } from "./read-number-options.ts";
import { readPictures } from "./read-pictures.ts";
import { createCsvFormat, createJsonFormat, createTextFormat } from "./result-format.ts";

const SETTINGS: readonly SettingName[] = ["model", "maxFileBytes", "maxPixels", "formats"];
const OUTPUT_OPTIONS = {
  json: { placeholder: null, help: "one JSON object for each picture" },
  csv: { placeholder: null, help: "a table (comma-separated values)" },
  explain: { placeholder: null, help: "show what the network saw" },
  output: { placeholder: "FILE", help: "write into this new file instead of standard output" },
  resume: { placeholder: null, help: "go on with the file of --output: what is in it is not read again" },
};
const READ_OPTIONS = {
  shard: { placeholder: "I/N", help: "read only every N-th picture, from the I-th on: 1/4 … 4/4 on four machines" },
  "max-error": { placeholder: "SHARE", help: `share of accepted answers that may be wrong [${DEFAULT_MAX_ERROR}]` },
};
const NUMBERS_OPTION = { numbers: { placeholder: null, help: "read every number on a picture, not one digit" } };
const OPTIONS = { ...OUTPUT_OPTIONS, ...READ_OPTIONS, ...NUMBERS_OPTION, ...NUMBER_OPTIONS };
export const PREDICT_LINE: CommandLine = { options: OPTIONS, settings: SETTINGS };

const HELP = `Usage: number-predictor predict [OPTION]… FILE…|FOLDER…|PATTERN…|-

Prints a line for each picture: its name, the digit, how sure, and what to do with it: accept, review or reject.
Of a folder it takes the pictures, with those of the folders in it, and names what it skips. A pattern such as 'scans/*.png'
is expanded where the shell doesn't do it. "-" reads one picture from standard input.

What is written:
${describeOptions(OUTPUT_OPTIONS)}

What is read:
${describeOptions(READ_OPTIONS)}
${describeSettings(SETTINGS)}

Numbers:
${describeOptions(NUMBERS_OPTION)}

It prints a line for each number: the picture's name, the number, how sure, what to do with it, and its row and column, counted
from 0. These say what every number must satisfy; the answer is the likeliest one that does:

${describeOptions(NUMBER_OPTIONS)}

${VARIABLES_HELP}
Exit status: 0, 1 (some pictures could not be read), 2 (called wrongly).`;

/** Skipped files that are named one by one. */
const MAX_NAMED = 20;

/** @returns the exit status: 1 where a picture could not be read */
export async function predict(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, OPTIONS, SETTINGS);
  const { json, csv, explain, output, resume, shard, numbers, "max-error": share, ...numberOptions } = options;
  refuseContradictions(options);
  const maxError = readMaxError(share);
  if (!numbers) refuseNumberOptions(numberOptions);
  if (operands.length === 0) {
    throw new PredictorError("usage", "Name at least one picture, a folder, or - (number-predictor predict --help).");
  }
  if (shard !== undefined) pickShard([], shard);
  const asked = numbers ? await readNumberOptions(numberOptions) : {};
  const { files: found, skipped, problems } = await findImages(operands);
  nameSkipped(skipped);
  problems.forEach(complain);
  const files = shard === undefined ? found : pickShard(found, shard);
  if (files.length === 0) return problems.length > 0 ? 1 : 0;

  async function read<Result>(task: PictureTask<Result>): Promise<number> {
    const format = json
      ? createJsonFormat(task)
      : csv
        ? createCsvFormat(task)
        : createTextFormat(task, Math.max(...files.map((file) => file.length)));
    const file =
      output === undefined ? undefined : await openResultFile(output, format, { resume: resume !== undefined });
    try {
      const write = file?.write ?? ((text: string) => void process.stdout.write(text));
      if (file === undefined && format.header !== "") write(format.header);
      const rest = files.filter((name) => !file?.finished.has(name));
      return await readPictures(rest, {
        ...{ format, complain },
        readFile: async (name) => await task.read(await readBounded(name, settings.maxFileBytes)),
        write,
        toDecisions: task.toDecisions,
        finished: files.length - rest.length,
        isSummed: file !== undefined,
      });
    } finally {
      file?.close();
    }
  }

  const service = await openService(settings);
  const readingOptions = { ...asked, ...(maxError && { maxError }) };
  const isExplained = explain !== undefined;
  try {
    const failures = numbers
      ? await read(createNumbersTask(service.reader, readingOptions, isExplained))
      : await read(createDigitTask(service.reader, readingOptions, isExplained));
    return problems.length + failures > 0 ? 1 : 0;
  } finally {
    await service.close();
  }
}

function refuseContradictions(options: Readonly<Partial<Record<keyof typeof OPTIONS, string>>>): void {
  const { json, csv, explain, output, resume } = options;
  if (json && csv) throw new PredictorError("usage", "--json and --csv are two forms of one output. Choose one.");
  if (csv && explain)
    throw new PredictorError("usage", "--explain has no place in a table. Use --json, or leave it out.");
  if (resume && !output) throw new PredictorError("usage", "--resume goes on with a file. Name it with --output FILE.");
  if (resume && !json && !csv) {
    throw new PredictorError("usage", "--resume reads the file back, which takes --csv or --json. Add one of them.");
  }
}

function readMaxError(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new PredictorError("usage", "--max-error must be a number above 0, up to 1.");
  return share;
}

function nameSkipped(skipped: readonly string[]): void {
  for (const file of skipped.slice(0, MAX_NAMED)) complain(`${file}: Skipped. By its name it is no picture.`);
  if (skipped.length > MAX_NAMED) complain(`${skipped.length - MAX_NAMED} more files were skipped.`);
}

function complain(problem: string): void {
  console.error(`number-predictor: ${problem}`);
}
