import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { describeSettings, readSettings } from "../config.ts";
import { PredictorError } from "../errors.ts";
import {
  DEFAULT_MAX_ERROR,
  evaluateSets,
  type SetResult,
  summarizeNoDigit,
  toEvaluationJson,
} from "../evaluation/evaluate-sets.ts";
import { findSets } from "../evaluation/find-sets.ts";
import { formatNoDigit, formatSummary } from "../evaluation/format-summary.ts";
import { misreadPage } from "../evaluation/report/misread-page.ts";
import { createBatchingClassifier } from "../model/batching-classifier.ts";
import { loadModel } from "../model/load-model.ts";
import { openOnnxClassifier } from "../model/onnx-classifier.ts";
import { createRecognizer, type Recognizer } from "../recognizer.ts";

const HELP = `Usage: number-predictor evaluate --data FOLDER [OPTION]…

Measures a model on pictures whose digit is known, from the bytes of each picture on, as the service reads them.
FOLDER holds pictures in folders named by digit (0/…png to 9/…png, none/…png for what is no digit), or a pair of
idx files, or several such folders, each of which is a set.

  --data FOLDER                          the pictures
  --sets NAME,…                          only these sets
  --json                                 one JSON object instead of text
  --max-error SHARE                      share of accepted answers that may be wrong [${DEFAULT_MAX_ERROR}]
  --misread FILE                         write an HTML page of the misread pictures
${describeSettings(["model"])}

Exit status: 0, 1 (some pictures could not be read), 2 (called wrongly).`;

interface Options {
  readonly data: string;
  readonly sets: readonly string[] | undefined;
  readonly json: boolean;
  readonly maxError: number;
  readonly misread: string | undefined;
  readonly model: string;
}

/** `number-predictor evaluate`: prints figures; gives the exit status. */
export async function evaluate(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  const options = readOptions(args);
  if (options === "help") {
    print(HELP);
    return 0;
  }
  const sets = await findSets(options.data, options.sets);
  const results = await withRecognizer(options.model, async (recognizer) => {
    const onResult = ({ summary }: SetResult) => {
      if (!options.json) print(formatSummary(summary));
    };
    const measured = await evaluateSets(recognizer, sets, { maxError: options.maxError, onResult });
    print(
      options.json
        ? JSON.stringify(toEvaluationJson(recognizer.manifest, measured), null, 2)
        : formatNoDigit(summarizeNoDigit(measured)),
    );
    return measured;
  });
  if (options.misread !== undefined) await writeFile(options.misread, misreadPage(results));
  return results.some(({ summary }) => summary.unreadable > 0) ? 1 : 0;
}

function readOptions(args: readonly string[]): Options | "help" {
  const { model, ...given } = parse(args);
  if (given.help) return "help";
  if (given.data === undefined) throw new PredictorError("usage", "Say which pictures: --data FOLDER.");
  return {
    data: given.data,
    sets: given.sets?.split(",").filter((name) => name !== ""),
    json: given.json ?? false,
    maxError: readShare(given["max-error"]),
    misread: given.misread,
    model: readSettings(model === undefined ? [] : ["--model", model], process.env, ["model"]).model,
  };
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  const toggle = { type: "boolean" } as const;
  const options = {
    data: text,
    sets: text,
    json: toggle,
    "max-error": text,
    misread: text,
    model: text,
    help: { ...toggle, short: "h" },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new PredictorError("usage", `${(error as Error).message.split(/\. |\n/)[0].replace(/\.$/, "")}.`);
  }
}

function readShare(given: string | undefined): number {
  const share = given === undefined ? DEFAULT_MAX_ERROR : Number(given);
  if (share > 0 && share <= 1) return share;
  throw new PredictorError("usage", "--max-error must be a number above 0 and at most 1.");
}

/** Opens the model as the service does, and closes it again. */
async function withRecognizer<T>(path: string, use: (recognizer: Recognizer) => Promise<T>): Promise<T> {
  const { weights, manifest } = await loadModel(path);
  const network = await openOnnxClassifier(weights);
  const classifier = createBatchingClassifier(network, { maxBatch: 32, maxQueue: 1024 });
  try {
    return await use(createRecognizer(classifier, manifest));
  } finally {
    await classifier.close();
  }
}
