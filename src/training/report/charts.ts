import { NON_DIGIT } from "../../core/manifest.ts";
import { reliabilityBins } from "../calibrate/calibrate.ts";
import { nonDigitScores, type SetResult } from "../evaluate/evaluate-sets.ts";
import type { LabelledReading } from "../evaluate/measure.ts";
import { riskCoverage } from "../evaluate/risk-coverage.ts";
import type { RobustnessRow } from "../evaluate/robustness.ts";
import { roc } from "../evaluate/roc.ts";
import { namingADigit, readable, type Summary, UNREADABLE } from "../evaluate/summarize.ts";
import { formatPercent } from "./format-summary.ts";
import { heatMap } from "./heat-map.ts";
import { type Axis, lineChart } from "./line-chart.ts";

/** Sets that are shown as one line of a plot. */
export interface SetGroup {
  readonly name: string;
  readonly readings: readonly LabelledReading[];
}

const FEWEST_IN_BIN = 5;
const SHARE_TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Accuracy against confidence; on the diagonal, a confidence means what it says. */
export function reliabilityChart(groups: readonly SetGroup[]): string {
  return lineChart({
    title: `Reliability (15 bins; those with ${FEWEST_IN_BIN} pictures or more)`,
    x: shareAxis("confidence"),
    y: shareAxis("share right"),
    diagonal: true,
    series: groups.map(({ name, readings }) => ({
      name,
      dots: true,
      points: reliabilityBins(readable(readings))
        .filter((bin) => bin.n >= FEWEST_IN_BIN)
        .map((bin) => [bin.confidence, bin.accuracy] as const),
    })),
  });
}

/** Share of wrong readings against the share accepted, as the least confidence falls. */
export function riskChart(groups: readonly SetGroup[]): string {
  const series = groups.map(({ name, readings }) => ({
    name,
    points: riskCoverage(namingADigit(readings), readings.length).map(
      ({ coverage, risk }) => [coverage, risk] as const,
    ),
  }));
  const highest = Math.max(...series.map(({ points }) => points.at(-1)?.[1] ?? 0));
  return lineChart({
    title: "Risk against coverage",
    x: shareAxis("share accepted, surest first"),
    y: {
      label: "share wrong among the accepted",
      ticks: ticksUpTo(highest),
      format: (value) => formatPercent(value, 2),
    },
    series,
  });
}

/** How much of what is no digit is found, against how many digits are lost by it; a line for each set. */
export function rocChart(digits: readonly SetResult[], others: readonly SetResult[]): string {
  const negatives = nonDigitScores(digits).digits;
  return lineChart({
    title: "Telling what is no digit",
    x: {
      label: "digits taken for none (logarithmic)",
      ticks: [0.0001, 0.001, 0.01, 0.1, 1],
      log: true,
      format: (value) => `${value * 100} %`,
    },
    y: shareAxis("others told from digits"),
    series: others.map((result) => {
      const { points, area } = roc(nonDigitScores([result]).none, negatives);
      return {
        name: `${result.summary.set}: AUROC ${area.toFixed(4)}`,
        points: points.map(({ falsePositives, truePositives }) => [falsePositives, truePositives] as const),
      };
    }),
  });
}

/** Truth by reading; shaded by the share of the truth's pictures. */
export function confusionMap({ title, classes, confusion }: Summary): string {
  const truths = confusion.flatMap((row, truth) => (row.some((value) => value > 0) ? [truth] : []));
  const columns = confusion[0].flatMap((_, column) =>
    column < NON_DIGIT || confusion.some((row) => row[column] > 0) ? [column] : [],
  );
  const sums = confusion.map((row) => row.reduce((total, value) => total + value, 0));
  return heatMap({
    title,
    rowLabel: "truth",
    columnLabel: "answer",
    rows: truths.map((truth) => classes[truth].class),
    columns: columns.map((column) => (column === UNREADABLE ? "broken" : classes[column].class)),
    shades: truths.map((truth) => columns.map((column) => shadeOf(confusion[truth][column] / sums[truth]))),
    texts: truths.map((truth) => columns.map((column) => String(confusion[truth][column] || ""))),
  });
}

/** Accuracy by kind and strength of damage. */
export function robustnessMap(title: string, rows: readonly RobustnessRow[]): string {
  const strengths = rows[0].cells.map((cell) => cell.strength);
  return heatMap({
    title,
    rowLabel: "damage",
    columnLabel: "strength",
    rows: rows.map((row) => row.kind),
    columns: strengths.map(String),
    shades: rows.map((row) => row.cells.map((cell) => Math.max(0, (cell.right / cell.n - 0.5) * 2))),
    texts: rows.map((row) => row.cells.map((cell) => formatPercent(cell.right / cell.n, 1))),
    cellWidth: 72,
  });
}

/** Ascending ticks from 0 to a round value at or above `highest`, at most six. */
export function ticksUpTo(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(highest, 1e-4)));
  const step = [0.2, 0.5, 1, 2].map((factor) => factor * power).find((each) => each * 5 >= highest) ?? 2 * power;
  const count = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/** Few are hard to see beside many: the shade grows with the root. */
function shadeOf(share: number): number | null {
  return share === 0 ? null : Math.sqrt(share);
}

function shareAxis(label: string): Axis {
  return { label, ticks: SHARE_TICKS, format: (value) => formatPercent(value, 0) };
}
