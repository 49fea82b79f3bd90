import { NON_DIGIT } from "../../core/manifest.ts";
import type { NonDigitSummary } from "../evaluate/evaluate-sets.ts";
import type { NumberSummary } from "../evaluate/measure-numbers.ts";
import { type Summary, UNREADABLE } from "../evaluate/summarize.ts";
import type { Interval } from "../evaluate/wilson.ts";

/** A set's figures as text for a terminal. */
export function formatSummary(summary: Summary): string {
  return [formatHead(summary), "", formatClasses(summary), "", ...formatConfusion(summary), ""].join("\n");
}

/** How well "no digit" is told from digits, as text; says so where it can't be measured. */
export function formatNonDigit(summary: NonDigitSummary | null): string {
  if (summary === null) return "no digit: not measured, since that takes both digits and others";
  const { auroc, digits, none } = summary;
  return `no digit: AUROC ${auroc.toFixed(4)} over ${digits} digits and ${none} others`;
}

/** A set of numbers as text for a terminal. */
export function formatNumbers(summary: NumberSummary): string {
  const { n, right, exact, interval, digit_error_rate, missed, extra, misread, accepted } = summary;
  return [
    `${summary.set}: ${summary.title}`,
    `  ${right} of ${n} numbers right as a whole: ${formatPercent(exact)} (95 % interval ${formatPercentInterval(interval)})`,
    `  digit error rate ${formatPercent(digit_error_rate)}: ${missed} missed, ${extra} extra, ${misread} misread`,
    `  at max_error ${accepted.max_error}: ${formatPercent(accepted.share)} accepted, ${accepted.wrong} of them wrong`,
    "",
  ].join("\n");
}

/** A share as per cent: `99.51 %`. */
export function formatPercent(share: number | null, places = 2): string {
  return share === null ? "–" : `${(share * 100).toFixed(places)} %`;
}

/** An interval as per cent: `98.2–99.6 %`. */
export function formatPercentInterval([low, high]: Interval, places = 2): string {
  return `${(low * 100).toFixed(places)}–${(high * 100).toFixed(places)} %`;
}

function formatHead(summary: Summary): string {
  const { title, n, right, accuracy, interval, accuracy_of_ten, ece, accepted, unreadable } = summary;
  const lines = [
    `${summary.set}: ${title}`,
    `  ${right} of ${n} right: ${formatPercent(accuracy)} (95 % interval ${formatPercentInterval(interval)})`,
    `  calibration error ${formatPercent(ece)}; at max_error ${accepted.max_error}: ${formatPercent(accepted.share)} accepted, ` +
      `${formatPercent(accepted.wrong_share)} of them wrong (${accepted.wrong})`,
  ];
  if (accuracy_of_ten !== null) lines.push(`  ${formatPercent(accuracy_of_ten)} if "no digit" were no answer`);
  if (unreadable > 0) lines.push(`  ${unreadable} could not be read and count as wrong`);
  return lines.join("\n");
}

function formatClasses({ classes }: Summary): string {
  const rows = classes
    .filter((each) => each.n > 0 || each.precision !== null)
    .map(({ class: name, n, right, recall, precision }) =>
      [name, n, right, formatPercent(recall), formatPercent(precision)].map(String),
    );
  return alignRight([["class", "n", "right", "recall", "precision"], ...rows]);
}

/** Rows of truths that occur, with the readings; a dot for nothing. */
function formatConfusion({ classes, confusion }: Summary): string[] {
  const columns = confusion[0].map((_, column) => column).filter((column) => isShown(column, confusion));
  const names = columns.map((column) => (column === UNREADABLE ? "broken" : classes[column].class));
  const rows = confusion.flatMap((row, truth) =>
    row.some((value) => value > 0)
      ? [[classes[truth].class, ...columns.map((column) => (row[column] === 0 ? "·" : String(row[column])))]]
      : [],
  );
  return ["  truth (rows), answer (columns)", alignRight([["", ...names], ...rows])];
}

/** The ten digits always, the other readings where they occur. */
function isShown(column: number, confusion: readonly (readonly number[])[]): boolean {
  return column < NON_DIGIT || confusion.some((row) => row[column] > 0);
}

function alignRight(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column])).join("  ")}`).join("\n");
}
