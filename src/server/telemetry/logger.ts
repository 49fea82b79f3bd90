import type { FastifyServerOptions } from "fastify";
import type { LogLevel } from "../settings.ts";

/** uvicorn's names for levels, and pino's. */
const PINO_LEVELS: Readonly<Record<LogLevel, string>> = {
  critical: "fatal",
  error: "error",
  warning: "warn",
  info: "info",
  debug: "debug",
  trace: "trace",
};

/** One JSON object a line: level and time as words, no process number or host name. */
export function toLoggerOptions(
  level: LogLevel,
  stream: { write(line: string): void },
): NonNullable<FastifyServerOptions["logger"]> {
  return {
    level: PINO_LEVELS[level],
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    stream,
  };
}
