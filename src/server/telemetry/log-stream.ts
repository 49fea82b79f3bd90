import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import type { LogFormat } from "../settings.ts";
import { toLogText } from "./to-log-text.ts";

/**
 * Writes lines to standard output. What can't be written (the disk is full, nobody reads) is lost, and said once it can be again:
 * a service that can't log still answers.
 *
 * @param format of what is written; what comes is always JSON
 */
export function createLogStream(fileDescriptor = 1, format: LogFormat = "json"): { write(line: string): void } {
  const isText = format === "text" || (format === "auto" && isatty(fileDescriptor));
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
        const news = `${JSON.stringify({ level: "warn", time, lines: lost, msg: "log lines were lost" })}\n`;
        if (tryToWrite(isText ? toLogText(news) : news)) lost = 0;
      }
      if (lost > 0 || !tryToWrite(isText ? toLogText(line) : line)) lost++;
    },
  };
}
