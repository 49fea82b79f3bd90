import { stat, writeFile } from "node:fs/promises";
import { PredictorError } from "../errors.ts";
import type { Reader } from "../reader/create-reader.ts";
import { openService } from "../reader/open-service.ts";
import { describeSettings, type SettingName, type Settings } from "../server/settings.ts";
import { evaluateSets, summarizeNonDigit, toEvaluationJson } from "../training/evaluate/evaluate-sets.ts";
import { findSets } from "../training/evaluate/find-sets.ts";
import { REPORTED_MAX_ERROR } from "../training/evaluate/measure.ts";
import { formatNonDigit, formatSummary } from "../training/report/format-summary.ts";
import { misreadPage } from "../training/report/misread-page.ts";
import { writeReport } from "../training/report/write-report.ts";
import { asksForHelp, describeOptions, readArguments } from "./read-arguments.ts";

const SETTINGS: readonly SettingName[] = ["model"];
const OPTIONS = {
  data: { placeholder: "FOLDER", help: "the pictures" },
  sets: { placeholder: "NAME,…", help: "only these sets" },
  json: { placeholder: null, help: "one JSON object instead of text" },
  "max-error": { placeholder: "SHARE", help: `share of accepted answers that may be wrong [${REPORTED_MAX_ERROR}]` },
  misread: { placeholder: "FILE", help: "write an HTML page of the misread pictures" },
  report: { placeholder: "FOLDER", help: "write model-card.md and its plots; takes longer" },
};

const HELP = `Usage: number-predictor evaluate --data FOLDER [OPTION]…

Measures a model on pictures whose digit is known, from the bytes of each picture on, as the service reads them.
FOLDER holds pictures in folders named by digit (0/…png to 9/…png, none/…png for what is no digit), or a pair of
idx files, or several such folders, each of which is a set.

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}

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
  const sets = await findSets(options.data, options.sets?.split(","));
  return await withReader(settings, async (reader) => {
    const results = await evaluateSets(reader, sets, {
      maxError,
      onResult: ({ summary }) => json || print(formatSummary(summary)),
    });
    print(
      json
        ? JSON.stringify(toEvaluationJson(reader.manifest, results), null, 2)
        : formatNonDigit(summarizeNonDigit(results)),
    );
    if (options.misread !== undefined) await writeFile(options.misread, misreadPage(results));
    if (options.report !== undefined) {
      const { size } = await stat(settings.model);
      await writeReport(options.report, { reader, modelBytes: size, sets, results });
    }
    return results.some(({ summary }) => summary.unreadable > 0) ? 1 : 0;
  });
}

function readShare(text: string | undefined): number {
  const share = text === undefined ? REPORTED_MAX_ERROR : Number(text);
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
