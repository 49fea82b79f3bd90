import { writeFile } from "node:fs/promises";
import { DEFAULT_MAX_ERROR } from "../core/decide/decide.ts";
import { PredictorError } from "../errors.ts";
import type { Reader } from "../reader/create-reader.ts";
import { loadModel } from "../reader/load-model.ts";
import { openService } from "../reader/open-service.ts";
import { describeSettings, type SettingName, type Settings, VARIABLES_HELP } from "../server/settings.ts";
import { evaluateSets, summarizeNonDigit, toEvaluationJson } from "../training/evaluate/evaluate-sets.ts";
import { findNumberSets } from "../training/evaluate/find-number-sets.ts";
import { findSets } from "../training/evaluate/find-sets.ts";
import type { ImageSet } from "../training/evaluate/image-set.ts";
import { makeNumberSets } from "../training/evaluate/made-number-sets.ts";
import { measureNumbers, type NumberResult } from "../training/evaluate/measure-numbers.ts";
import type { NumberSet } from "../training/evaluate/number-set.ts";
import { formatNonDigit, formatNumbers, formatSummary } from "../training/report/format-summary.ts";
import { misreadPage } from "../training/report/misread-page.ts";
import { writeReport } from "../training/report/write-report.ts";
import { asksForHelp, type CommandLine, describeOptions, readArguments } from "./read-arguments.ts";

const SETTINGS: readonly SettingName[] = ["model"];
const OPTIONS = {
  data: { placeholder: "FOLDER", help: "the pictures" },
  sets: { placeholder: "NAME,…", help: "only these sets" },
  json: { placeholder: null, help: "one JSON object instead of text" },
  "max-error": { placeholder: "SHARE", help: `share of accepted answers that may be wrong [${DEFAULT_MAX_ERROR}]` },
  misread: { placeholder: "FILE", help: "write an HTML page of the misread pictures and numbers" },
  report: { placeholder: "FOLDER", help: "write model-card.md and its plots; takes longer" },
};

export const EVALUATE_LINE: CommandLine = { options: OPTIONS, settings: SETTINGS };

const HELP = `Usage: number-predictor evaluate --data FOLDER [OPTION]…

Measures a model on pictures whose digit is known, from the bytes of each picture on, as the service reads them.
FOLDER holds pictures in folders named by digit (0/…png to 9/…png, none/…png for what is no digit), or a pair of
idx files, or several such folders, each of which is a set. A folder with images/ and a table NAME.tsv of file names
and numbers is a set of numbers. The sets made-boxes and made-columns are made up; they are measured where they are named,
and for a report.

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}

${VARIABLES_HELP}
Exit status: 0, 1 (some pictures could not be read), 2 (called wrongly).`;

/** @returns the exit status: 1 where a picture could not be read */
export async function evaluate(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, OPTIONS, SETTINGS);
  const json = options.json !== undefined;
  const maxError = readShare(options["max-error"]);
  if (options.data === undefined || operands.length > 0) {
    throw new PredictorError("usage", "Say which pictures: --data FOLDER (number-predictor evaluate --help).");
  }
  const names = options.sets?.split(",");
  const isMade = (set: NumberSet) => names?.includes(set.name) ?? options.report !== undefined;
  const numberSets = [...(await findNumberSets(options.data, names)), ...makeNumberSets(options.data).filter(isMade)];
  const sets = await findDigitSets(options.data, names, numberSets);
  return await withReader(settings, async (reader) => {
    const results = await evaluateSets(reader, sets, {
      maxError,
      onResult: ({ summary }) => json || print(formatSummary(summary)),
    });
    const numbers: NumberResult[] = [];
    for (const set of numberSets) {
      const result = await measureNumbers(reader, set, maxError);
      if (!json) print(formatNumbers(result.summary));
      numbers.push(result);
    }
    print(
      json
        ? JSON.stringify(toEvaluationJson(reader.manifest, results, numbers), null, 2)
        : formatNonDigit(summarizeNonDigit(results)),
    );
    if (options.misread !== undefined) await writeFile(options.misread, misreadPage(results, numbers));
    if (options.report !== undefined) {
      const { classifier, finder, lines, quick } = await loadModel(settings.model);
      const modelBytes = {
        classifier: classifier.length,
        finder: finder.length,
        lines: lines?.length,
        quick: quick?.length,
      };
      await writeReport(options.report, { reader, modelBytes, sets, results, numbers });
    }
    return results.some(({ summary }) => summary.unreadable > 0) ? 1 : 0;
  });
}

/** Sets of single digits: those that are named, or all; none where there are only numbers. */
async function findDigitSets(
  dir: string,
  names: readonly string[] | undefined,
  numberSets: readonly NumberSet[],
): Promise<ImageSet[]> {
  const rest = names?.filter((name) => !numberSets.some((set) => set.name === name));
  if (rest?.length === 0) return [];
  try {
    return await findSets(dir, rest);
  } catch (error) {
    if (names === undefined && numberSets.length > 0) return [];
    throw error;
  }
}

function readShare(text: string | undefined): number {
  const share = text === undefined ? DEFAULT_MAX_ERROR : Number(text);
  if (share > 0 && share <= 1) return share;
  throw new PredictorError("usage", "--max-error must be a number above 0, up to 1.");
}

/** Opens the service as `serve` does, and closes it again. */
async function withReader<T>(settings: Settings, use: (reader: Reader) => Promise<T>): Promise<T> {
  const service = await openService(settings);
  try {
    return await use(service.reader);
  } finally {
    await service.close();
  }
}
