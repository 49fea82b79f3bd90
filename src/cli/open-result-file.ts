import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { PredictorError } from "../errors.ts";
import { splitRecords } from "./split-records.ts";

/** A file that results are written to, picture by picture. */
export interface ResultFile {
  /** Pictures whose results it has from an earlier run. */
  readonly finished: ReadonlySet<string>;
  /** The results of one picture, or a table's head. Written before it returns, so that a crash loses nothing that was. */
  write(text: string): void;
  close(): void;
}

/** How a file of results is read, so that a run can go on with it. */
export interface ResumableFormat {
  /** A table's first record, with its end; else empty. */
  readonly header: string;
  /** Whether a line's end may stand within quotation marks. */
  readonly hasQuotes: boolean;
  /** The picture that a record is about, or undefined where the record is of another kind. */
  readFile(record: string): string | undefined;
}

/**
 * Creates a file for results. With `resume` it goes on with one that is there: results of the last picture may be cut off, so
 * that picture is read again.
 *
 * @throws PredictorError `usage` where it can't be written, is there and shall not be, or holds something else
 */
export async function openResultFile(
  path: string,
  format: ResumableFormat,
  { resume }: { readonly resume: boolean },
): Promise<ResultFile> {
  const isThere = existsSync(path);
  if (isThere && !resume) {
    throw new PredictorError("usage", `--output ${path} is there already. Go on with it by --resume, or remove it.`);
  }
  const { finished, end } = isThere ? await findFinished(path, format) : { finished: new Set<string>(), end: 0 };
  const descriptor = open(path, isThere);
  let position = end;
  const write = (text: string) => {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, undefined, position + done);
    position += bytes.length;
  };
  ftruncateSync(descriptor, end);
  if (end === 0) write(format.header);
  return { finished, write, close: () => closeSync(descriptor) };
}

function open(path: string, isThere: boolean): number {
  try {
    return openSync(path, isThere ? "r+" : "wx");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new PredictorError("usage", `--output ${path} can't be written (${code}).`, { cause });
  }
}

/** The pictures that are done, and where the results of the last one, which may be cut off, begin. */
async function findFinished(path: string, format: ResumableFormat): Promise<{ finished: Set<string>; end: number }> {
  const finished = new Set<string>();
  let last: string | undefined;
  let end = 0;
  let count = 0;
  for await (const record of splitRecords(path, format.hasQuotes)) {
    count++;
    if (count === 1 && format.header !== "") {
      if (record.text !== format.header.trimEnd()) throw refuse(path, count);
      end = record.end;
      continue;
    }
    const file = format.readFile(record.text);
    if (file === undefined) throw refuse(path, count);
    if (file === last) continue;
    if (last !== undefined) finished.add(last);
    last = file;
    end = record.start;
  }
  return { finished, end };
}

function refuse(path: string, record: number): PredictorError {
  const advice = "Resume with the options that it was begun with, or name another file.";
  return new PredictorError("usage", `--output ${path}: record ${record} is no result of this kind. ${advice}`);
}
