import { CLASSES, NON_DIGIT } from "../../core/manifest.ts";
import { expectedCalibrationError, type GradedReading } from "../calibrate/calibrate.ts";
import type { LabelledReading } from "./measure.ts";
import { type Interval, wilson } from "./wilson.ts";

/** Column of the confusion matrix for pictures that could not be read. */
export const UNREADABLE = CLASSES.length;

/** The figures of one set, as `evaluate --json` writes them. Shares are 0…1, intervals Wilson's at 95 %. */
export interface Summary {
  readonly set: string;
  readonly title: string;
  readonly n: number;
  /** Pictures that could not be decoded; they count as wrong. */
  readonly unreadable: number;
  readonly right: number;
  readonly accuracy: number;
  readonly interval: Interval;
  /** Accuracy if "no digit" were not allowed: the likeliest of the ten, as the original endpoints give it. Null without digits. */
  readonly accuracy_of_ten: number | null;
  /** Expected calibration error over 15 bins, of the pictures that could be read. */
  readonly ece: number;
  readonly accepted: Accepted;
  readonly classes: readonly ClassSummary[];
  /** Rows: truth, as in `classes`. Columns: readings 0…9, none, and last unreadable. */
  readonly confusion: readonly (readonly number[])[];
}

export interface Accepted {
  readonly max_error: number;
  /** Share of all pictures whose decision is `accept`. */
  readonly share: number;
  readonly wrong: number;
  /** Share of the accepted that is wrong. */
  readonly wrong_share: number;
  readonly wrong_interval: Interval;
}

export interface ClassSummary {
  /** "0" … "9" or "none". */
  readonly class: string;
  readonly n: number;
  readonly right: number;
  /** Share of this class's pictures that were read right; null if there are none. */
  readonly recall: number | null;
  /** Share of these readings that were right; null if there are none. */
  readonly precision: number | null;
}

/** Puts the readings of one set into figures. */
export function summarize(set: string, title: string, readings: readonly LabelledReading[], maxError: number): Summary {
  const n = readings.length;
  const right = count(readings, (reading) => reading.right);
  const digits = readings.filter((reading) => reading.label !== null);
  const confusion = countConfusion(readings);
  return {
    set,
    title,
    n,
    unreadable: count(readings, (reading) => reading.error !== null),
    right,
    accuracy: share(right, n) ?? 0,
    interval: wilson(right, n),
    accuracy_of_ten: share(
      count(digits, (reading) => reading.bestDigit === reading.label),
      digits.length,
    ),
    ece: expectedCalibrationError(readable(readings)),
    accepted: summarizeAccepted(readings, maxError),
    classes: CLASSES.map((name, index) => summarizeClass(name, index, confusion)),
    confusion,
  };
}

/** Readings of pictures that could be read. */
export function readable(readings: readonly LabelledReading[]): LabelledReading[] {
  return readings.filter((reading) => reading.error === null);
}

/** Readings that may be accepted: those that name a digit. */
export function namingADigit(readings: readonly LabelledReading[]): GradedReading[] {
  return readings.filter((reading) => reading.digit !== null);
}

export function summarizeAccepted(readings: readonly LabelledReading[], maxError: number): Accepted {
  const accepted = readings.filter((reading) => reading.decision === "accept");
  const wrong = count(accepted, (reading) => !reading.right);
  return {
    max_error: maxError,
    share: share(accepted.length, readings.length) ?? 0,
    wrong,
    wrong_share: share(wrong, accepted.length) ?? 0,
    wrong_interval: wilson(wrong, accepted.length),
  };
}

function countConfusion(readings: readonly LabelledReading[]): number[][] {
  const confusion = CLASSES.map(() => Array<number>(CLASSES.length + 1).fill(0));
  for (const { label, digit, error } of readings) {
    confusion[label ?? NON_DIGIT][error === null ? (digit ?? NON_DIGIT) : UNREADABLE]++;
  }
  return confusion;
}

function summarizeClass(name: string, index: number, confusion: readonly (readonly number[])[]): ClassSummary {
  const n = sum(confusion[index]);
  const right = confusion[index][index];
  const predicted = sum(confusion.map((row) => row[index]));
  return { class: name, n, right, recall: share(right, n), precision: share(right, predicted) };
}

function share(part: number, total: number): number | null {
  return total === 0 ? null : part / total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function count<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length;
}
