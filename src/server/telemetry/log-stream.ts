import { writeSync } from "node:fs";

/**
 * Writes lines to standard output. What can't be written (the disk is full, nobody reads) is lost, and said once it can be again:
 * a service that can't log still answers.
 */
export function createLogStream(fileDescriptor = 1): { write(line: string): void } {
  let lost = 0;
  let isTorn = false;

  function tryToWrite(text: string): boolean {
    const bytes = Buffer.from(isTorn ? `\n${text}` : text);
    try {
      const written = writeSync(fileDescriptor, bytes);
      isTorn = written === 0 ? isTorn : written < bytes.length;
      return written === bytes.length;
    } catch {
      return false;
    }
  }

  return {
    write(line) {
      if (lost > 0) {
        const time = new Date().toISOString();
        if (tryToWrite(`${JSON.stringify({ level: "warn", time, lines: lost, msg: "log lines were lost" })}\n`))
          lost = 0;
      }
      if (lost > 0 || !tryToWrite(line)) lost++;
    },
  };
}
