import { type Comparison, SIGNIFICANCE } from "../evaluate/compare-readings.ts";

/** A table for people: how two models read the same sets, and whether the difference is more than chance. */
export function formatComparisons(comparisons: readonly Comparison[]): string {
  const percent = (part: number, whole: number) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(2)} %`);
  const rows = comparisons.map((one) => [
    ...[one.set, String(one.n), percent(one.before, one.n), percent(one.after, one.n)],
    ...[String(one.gained), String(one.lost), verdictOf(one)],
  ]);
  const all = [["set", "pictures", "before", "now", "gained", "lost", ""], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const lay = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 || i === 6 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  ");
  return all.map((row) => lay(row).trimEnd()).join("\n");
}

function verdictOf({ chanceOfGain, chanceOfLoss }: Comparison): string {
  if (chanceOfGain < SIGNIFICANCE) return `better (p ${toP(chanceOfGain)})`;
  if (chanceOfLoss < SIGNIFICANCE) return `worse (p ${toP(chanceOfLoss)})`;
  return "no clear difference";
}

function toP(chance: number): string {
  return chance < 0.0001 ? "< 0.0001" : `= ${chance.toFixed(4)}`;
}
