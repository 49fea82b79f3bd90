import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reader } from "../../reader/create-reader.ts";
import { type SetResult, summarizeNonDigit } from "../evaluate/evaluate-sets.ts";
import type { ImageSet } from "../evaluate/image-set.ts";
import { MADE_SETS } from "../evaluate/made-number-sets.ts";
import type { NumberResult } from "../evaluate/measure-numbers.ts";
import { measureTime } from "../evaluate/measure-time.ts";
import { measureRobustness, pickGreyPictures, type RobustnessRow } from "../evaluate/robustness.ts";
import { type Summary, summarize } from "../evaluate/summarize.ts";
import { confusionMap, reliabilityChart, riskChart, robustnessMap, rocChart, type SetGroup } from "./charts.ts";
import { drawSurestErrors } from "./draw-surest-errors.ts";
import { errorPlot, type ModelBytes, modelCard } from "./model-card.ts";
import { topConfusions } from "./top-confusions.ts";

interface Plot {
  readonly name: string;
  readonly alt: string;
  readonly svg: string;
}

/** Sets that together stand for real paper. */
const PAPER = ["photos", "characters"];

export interface ReportInput {
  readonly reader: Reader;
  readonly modelBytes: ModelBytes;
  readonly sets: readonly ImageSet[];
  /** What these sets came to. */
  readonly results: readonly SetResult[];
  readonly numbers: readonly NumberResult[];
}

/**
 * Measures what only the report has, robustness and time, and writes `model-card.md` and its pictures, `model-card/*.svg`, into
 * a folder.
 */
export async function writeReport(
  dir: string,
  { reader, modelBytes, sets, results, numbers }: ReportInput,
): Promise<void> {
  const mnist = sets.find((set) => set.name === "mnist");
  const photos = sets.find((set) => set.name === "photos");
  const robustness = mnist === undefined ? [] : await measureRobustness(reader, await pickGreyPictures(mnist.images()));
  const plots = drawPlots(results, robustness);
  const numberErrors = await drawSurestErrors(numbers, MADE_SETS);
  const card = modelCard({
    manifest: reader.manifest,
    modelBytes,
    sets: results.map((result) => result.summary),
    paper: summarizeTogether(results, PAPER, "together"),
    nonDigit: summarizeNonDigit(results),
    confusions: topConfusions(results),
    robustness,
    numbers: numbers.map(({ summary }) => summary),
    numberErrors,
    time: photos === undefined ? null : await measureTime(reader, photos.images()),
    plots,
  });
  await mkdir(join(dir, "model-card"), { recursive: true });
  const errorPlots = numberErrors.map(({ svg }, i) => ({ name: errorPlot(i), svg }));
  for (const { name, svg } of [...plots, ...errorPlots]) await writeFile(join(dir, "model-card", `${name}.svg`), svg);
  await writeFile(join(dir, "model-card.md"), card);
}

function drawPlots(results: readonly SetResult[], robustness: readonly RobustnessRow[]): Plot[] {
  const digits = results.filter(({ readings }) => readings.some((outcome) => outcome.label !== null));
  const others = results.filter((result) => !digits.includes(result));
  const groups = groupDigits(digits);
  const plots: Plot[] = [
    { name: "confusion", alt: "Confusion matrix of all sets together", svg: confusionMap(summarizeAll(results)) },
  ];
  if (groups.length > 0) {
    plots.push({
      name: "reliability",
      alt: "Reliability diagram: accuracy against confidence",
      svg: reliabilityChart(groups),
    });
    plots.push({ name: "risk", alt: "Share wrong against the share accepted", svg: riskChart(groups) });
  }
  if (digits.length > 0 && others.length > 0) {
    plots.push({ name: "roc", alt: "ROC curve of telling what is no digit", svg: rocChart(digits, others) });
  }
  for (const [name, title, inTraining] of [
    ["robustness-trained", "Accuracy under damage that training has in its way", true],
    ["robustness-untrained", "Accuracy under damage that training lacks", false],
  ] as const) {
    const rows = robustness.filter((row) => row.inTraining === inTraining);
    if (rows.length > 0) plots.push({ name, alt: `${title}, by kind and strength`, svg: robustnessMap(title, rows) });
  }
  return plots;
}

/** Photos and characters are one line, every other set of digits one of its own. */
function groupDigits(results: readonly SetResult[]): SetGroup[] {
  const paper = results.filter(({ summary }) => PAPER.includes(summary.set));
  const rest = results.filter((result) => !paper.includes(result));
  return [
    ...(paper.length > 0
      ? [
          {
            name: paper.map(({ summary }) => summary.set).join(" and "),
            readings: paper.flatMap((each) => each.readings),
          },
        ]
      : []),
    ...rest.map(({ summary, readings }) => ({ name: summary.set, readings })),
  ];
}

function summarizeAll(results: readonly SetResult[]): Summary {
  const readings = results.flatMap((result) => result.readings);
  return summarize("all", "All sets together: pictures by truth and answer", readings, 1);
}

/** Some sets as one; null unless all of them were measured. */
function summarizeTogether(results: readonly SetResult[], names: readonly string[], title: string): Summary | null {
  const parts = results.filter(({ summary }) => names.includes(summary.set));
  if (parts.length < names.length) return null;
  const readings = parts.flatMap((part) => part.readings);
  return summarize(names.join(" and "), title, readings, parts[0].summary.accepted.max_error);
}
