import { createReadStream } from "node:fs";

const NEWLINE = 0x0a;
const QUOTE = 0x22;

export interface FileRecord {
  /** Without its end. */
  readonly text: string;
  /** Where it begins in the file, in bytes. */
  readonly start: number;
  /** Behind its end. */
  readonly end: number;
}

/**
 * Reads a file as records that end with a line's end. What stands behind the last one was cut off, and is left out.
 *
 * @param hasQuotes whether a line's end between quotation marks belongs to the record, as in comma-separated values
 */
export async function* splitRecords(path: string, hasQuotes: boolean): AsyncGenerator<FileRecord> {
  let pieces: Buffer[] = [];
  let isQuoted = false;
  let start = 0;
  let offset = 0; // of the chunk
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let index = 0; index < chunk.length; index++) {
      if (hasQuotes && chunk[index] === QUOTE) isQuoted = !isQuoted;
      if (chunk[index] !== NEWLINE || isQuoted) continue;
      const text = Buffer.concat([...pieces, chunk.subarray(from, index)]).toString();
      const end = offset + index + 1;
      yield { text: text.replace(/\r$/, ""), start, end };
      pieces = [];
      from = index + 1;
      start = end;
    }
    pieces.push(chunk.subarray(from));
    offset += chunk.length;
  }
}
