import { createReadStream } from "node:fs";
import { PredictorError } from "../errors.ts";

/**
 * Reads a file, or standard input for "-", and stops where it is larger than allowed: what comes through a pipe may never end.
 *
 * @throws PredictorError `file_too_large`
 */
export async function readBounded(file: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file === "-" ? process.stdin : createReadStream(file)) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new PredictorError("file_too_large", `The file is larger than ${maxBytes} bytes (--max-file-bytes).`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
