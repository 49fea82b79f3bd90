import type { Decision } from "../core/reading.ts";

/** What `predict` does with each picture, and how it writes what came of it. */
export interface PictureTask<Result> {
  read(bytes: Uint8Array): Promise<Result>;
  /** What stands in the object beside the file's name. */
  toJson(result: Result): object;
  /** A field that every such object has, and those of other tasks lack. */
  readonly jsonField: string;
  /** @param file its name, as wide as the longest one */
  toText(file: string, result: Result): string;
  /** What stands above the columns of a table, but for the file's name, which is the first. */
  readonly csvColumns: readonly string[];
  /** The rows of a table, at least one, without the file's name. */
  toCsvRows(result: Result): readonly (readonly CsvValue[])[];
  /** One for each thing that was read. */
  toDecisions(result: Result): readonly Decision[];
}

export type CsvValue = string | number | null;
