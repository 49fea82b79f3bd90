import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import type { Reading } from "../core/reading.ts";
import { PredictorError } from "../errors.ts";
import { openService } from "../reader/open-service.ts";
import { toReadingJson } from "../server/reading-json.ts";
import { describeSettings, type SettingName } from "../server/settings.ts";
import { drawInput } from "./draw-input.ts";
import { findImages } from "./find-images.ts";
import { mapInOrder } from "./map-in-order.ts";
import { asksForHelp, describeOptions, readArguments } from "./read-arguments.ts";
import { readBounded } from "./read-bounded.ts";

const SETTINGS: readonly SettingName[] = ["model", "maxFileBytes", "maxPixels", "formats"];
const OPTIONS = {
  json: { placeholder: null, help: "one JSON object for each picture" },
  explain: { placeholder: null, help: "show what the network saw" },
  "max-error": { placeholder: "SHARE", help: `share of accepted answers that may be wrong [${DEFAULT_MAX_ERROR}]` },
};

const HELP = `Usage: number-predictor predict [OPTION]… FILE…|FOLDER…|-

Prints a line for each picture: its name, the digit, how sure, and what to do with it: accept, review or reject.
Of a folder it takes the pictures, with those of the folders in it. "-" reads one picture from standard input.

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}`;

/** Pictures that are worked on at a time: one is decoded while another is read. */
const CONCURRENCY = 4;

/** @returns the exit status: 1 where a picture could not be read */
export async function predict(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, OPTIONS, SETTINGS);
  const maxError = readMaxError(options["max-error"]);
  if (operands.length === 0) {
    throw new PredictorError("usage", "Name at least one picture, a folder, or - (number-predictor predict --help).");
  }
  const { files, problems } = await findImages(operands);
  problems.forEach(complain);
  let failures = problems.length;
  if (files.length === 0) return 1;

  const service = await openService(settings);
  const width = Math.max(...files.map((file) => file.length));
  const readFile = async (file: string) =>
    await service.reader.readDigit(await readBounded(file, settings.maxFileBytes), maxError ? { maxError } : {});
  try {
    for await (const { item: file, result, error } of mapInOrder(files, CONCURRENCY, readFile)) {
      if (result !== undefined) {
        console.log(options.json ? toLine(file, result, options) : toText(file.padEnd(width), result, options));
      } else {
        complain(`${file}: ${(error as Error).message}`);
        failures++;
      }
    }
  } finally {
    await service.close();
  }
  return failures > 0 ? 1 : 0;
}

interface OutputForm {
  readonly explain?: string;
}

function toLine(file: string, reading: Reading, { explain }: OutputForm): string {
  return JSON.stringify({ file, ...toReadingJson(reading, { explain: explain !== undefined }) });
}

/** `picture.png  7  99.8%  accept  faint`; the percentage is cut off, so that only certainty itself is 100. */
function toText(
  file: string,
  { digit, confidence, decision, warnings, seen }: Reading,
  { explain }: OutputForm,
): string {
  const percent = (Math.floor(confidence * 1000) / 10).toFixed(1).padStart(5);
  const line = `${file}  ${digit ?? "none"}  ${percent}%  ${decision}${warnings.map((word) => `  ${word}`).join("")}`;
  return explain === undefined ? line : `${line}\n${drawInput(seen.input)}`;
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
