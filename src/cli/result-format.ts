import type { PictureTask } from "./picture-task.ts";
import { toCsvRecord } from "./to-csv-record.ts";

/** How results are written. */
export interface ResultFormat<Result> {
  /** What stands above all results, with its end; empty where there is nothing. */
  readonly header: string;
  readonly hasQuotes: boolean;
  /** The results of one picture, with their ends. */
  format(file: string, result: Result): string;
  /** The picture that a record is about; undefined where it is no record of this format. */
  readFile(record: string): string | undefined;
}

/** Lines for people, with the files' names as wide as the widest one. They can't be read back. */
export function createTextFormat<Result>(task: PictureTask<Result>, width: number): ResultFormat<Result> {
  return {
    header: "",
    hasQuotes: false,
    format: (file, result) => `${task.toText(file.padEnd(width), result)}\n`,
    readFile: () => undefined,
  };
}

/** A JSON object for each picture. */
export function createJsonFormat<Result>(task: PictureTask<Result>): ResultFormat<Result> {
  return {
    header: "",
    hasQuotes: false,
    format: (file, result) => `${JSON.stringify({ file, ...task.toJson(result) })}\n`,
    readFile: (record) => readJsonFile(record, task.jsonField),
  };
}

/** A table. */
export function createCsvFormat<Result>(task: PictureTask<Result>): ResultFormat<Result> {
  return {
    header: toCsvRecord(["file", ...task.csvColumns]),
    hasQuotes: true,
    format: (file, result) =>
      task
        .toCsvRows(result)
        .map((row) => toCsvRecord([file, ...row]))
        .join(""),
    readFile: readFirstField,
  };
}

function readJsonFile(record: string, field: string): string | undefined {
  try {
    const { file, ...rest } = JSON.parse(record);
    return typeof file === "string" && Object.hasOwn(rest, field) ? file : undefined;
  } catch {
    return undefined;
  }
}

function readFirstField(record: string): string | undefined {
  const match = /^(?:"((?:[^"]|"")*)"|([^",]*)),/.exec(record);
  return match === null ? undefined : (match[1]?.replaceAll('""', '"') ?? match[2]);
}
