import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  fatal: ["bold", "red"],
  error: "red",
  warn: "yellow",
  info: "green",
};
/** Of a request that was answered, these stand in the line's own words or help nobody at a terminal. */
const REQUEST_FIELDS = ["method", "route", "status", "duration_ms", "trace_id"];

interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/**
 * Makes of a log line in JSON one that a person reads: `18:04:12.345 info   200 POST /v1/digits  12.3 ms  images=1`.
 *
 * @param stream where it goes; it is coloured where that is a terminal, unless `NO_COLOR` is set
 */
export function toLogText(json: string, stream: NodeJS.WritableStream = process.stdout): string {
  const paint = (style: Style, text: string) => styleText(style, text, { stream });
  const { level, time, msg, err, ...rest }: LogLine = JSON.parse(json);
  const start = `${paint("dim", toClock(time))} ${paint(LEVEL_STYLES[level] ?? "dim", level.padEnd(5))} `;
  const isRequest = msg === "request" && typeof rest.status === "number";
  const words = isRequest ? describeRequest(rest, paint) : escapeControls(msg);
  const isGood = isRequest && Number(rest.status) < 400;
  const fields = Object.entries(rest).filter(([name]) => {
    return !(isRequest && REQUEST_FIELDS.includes(name)) && !(isGood && name === "request_id");
  });
  const more = fields.map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const line = [`${start} ${words}`, ...(more.length > 0 ? [paint("dim", escapeControls(more.join(" ")))] : [])];
  return `${line.join("  ")}${describeError(err)}\n`;
}

function describeRequest(
  { method, route, status, duration_ms: ms }: Omit<LogLine, "msg" | "level" | "time">,
  paint: (style: Style, text: string) => string,
): string {
  const code = Number(status);
  const style = code >= 500 ? "red" : code >= 400 ? "yellow" : "green";
  return `${paint(style, String(code))} ${escapeControls(`${method} ${route}`)}  ${Number(ms).toFixed(1)} ms`;
}

/** The stack, on lines of its own. */
function describeError(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { stack, message } = error as { stack?: unknown; message?: unknown };
  const lines = String(stack ?? message ?? "").split("\n");
  return lines.map((line) => `\n    ${escapeControls(line)}`).join("");
}

/** Else what a client sends could move the cursor or recolour the terminal. */
function escapeControls(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) =>
    JSON.stringify(control)
      .slice(1, -1)
      .replace(/^[\x7f-\x9f]$/, "\ufffd"),
  );
}

function toClock(time: string): string {
  const date = new Date(time);
  const two = (value: number, width = 2) => String(value).padStart(width, "0");
  const seconds = `${two(date.getSeconds())}.${two(date.getMilliseconds(), 3)}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}
