import { isIP } from "node:net";
import { DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS } from "../core/default-limits.ts";
import { PredictorError } from "../errors.ts";
import { PACKAGED_MODEL } from "../package-root.ts";
import { type Format, READ_FORMATS } from "../reader/decode/sniff.ts";
import { DEFAULT_QUEUE_PIXELS, DEFAULT_QUEUE_SIZE } from "../reader/default-queue.ts";
import { parseFlags } from "./parse-flags.ts";

/** One setting: a flag, the environment variable of the same meaning, a default, and how a text becomes its value. */
export interface Setting<T> {
  /** Without the two dashes: `port`. */
  readonly flag: string;
  /** What stands for the value in the help, or null for a switch (`--flag`, `--no-flag`). */
  readonly placeholder: string | null;
  /** All that it may be, where that is a list. */
  readonly choices?: readonly string[];
  /** May be given more than once; in the environment, separated by commas. */
  readonly multiple: boolean;
  readonly default: T;
  readonly help: string;
  /** @throws Error whose message completes "--port …": "must be a whole number from 0 to 65535". */
  parse(texts: readonly string[]): T;
}

export const LOG_LEVELS = ["critical", "error", "warning", "info", "debug", "trace"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const LOG_FORMATS = ["auto", "text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Every setting of the service, once. Names are uvicorn's where it has them. */
export const SETTINGS = {
  host: text(
    "host",
    "ADDRESS",
    "127.0.0.1",
    "address to listen on; 0.0.0.0 for every one of this machine",
    refuseNothing,
  ),
  port: integer("port", "PORT", 8000, 0, 65_535, "port to listen on; 0 for any free one"),
  healthPort: integer(
    "health-port",
    "PORT",
    0,
    0,
    65_535,
    "port of its own for /livez, /healthz and /readyz, which answers however many connections are open; 0 for none",
  ),
  workers: integer("workers", "N", 1, 1, 256, "processes that answer"),
  reload: toggle("reload", false, "restart when a source file changes; for development"),
  open: toggle("open", false, "open the page in this machine's browser"),
  logLevel: choice("log-level", "LEVEL", LOG_LEVELS, "info", "least important lines that are logged"),
  logFormat: choice("log-format", "FORMAT", LOG_FORMATS, "auto", "of log lines; auto is text on a terminal, else json"),
  checkResponses: toggle(
    "check-responses",
    false,
    "answer 500 where a response doesn't fit its schema; for development and tests",
  ),
  accessLog: toggle("access-log", true, "log a line for each request"),
  rootPath: text(
    "root-path",
    "PATH",
    "",
    "path under which a proxy serves this application, such as /digits",
    asRootPath,
  ),
  forwardedAllowIps: list(
    "forwarded-allow-ips",
    "ADDRESS",
    "proxy whose X-Forwarded-… headers are believed: an address, a network such as 10.0.0.0/8, or * for all",
    checkAddresses,
  ),

  model: text("model", "FILE", PACKAGED_MODEL, "the .onnx file; its manifest is the .json file beside it", asModelFile),
  modelFolder: text("model-folder", "FOLDER", "", "folder of other models that POST /admin/model may serve by name"),
  imageRoot: text(
    "image-root",
    "FOLDER",
    ".",
    "folder that path_to_img of POST /predict/ is relative to",
    refuseNothing,
  ),
  pathEndpoint: toggle("path-endpoint", true, "POST /predict/, which reads pictures from the image root"),
  maxBatch: integer("max-batch", "N", 32, 1, 1024, "most images in one request to POST /v1/digits or /v1/numbers"),
  maxFileBytes: integer("max-file-bytes", "BYTES", DEFAULT_MAX_BYTES, 1, 1_000_000_000, "most bytes of one image file"),
  maxPixels: integer(
    "max-pixels",
    "PIXELS",
    DEFAULT_MAX_PIXELS,
    1,
    1_000_000_000,
    "most pixels (width × height) of one image",
  ),
  formats: formats("formats", "image formats that are read; others are refused by their first bytes"),
  decodeMemory: integer(
    "decode-memory",
    "BYTES",
    240_000_000,
    64_000_000,
    100_000_000_000,
    "memory for decoding large images, all together; one that needs more is refused",
  ),
  maxBatchBytes: integer(
    "max-batch-bytes",
    "BYTES",
    64_000_000,
    1,
    2_000_000_000,
    "most bytes of a request to POST /v1/digits or /v1/numbers, if that is more than one file's",
  ),
  maxParts: integer("max-parts", "N", 1000, 1, 100_000, "most parts of a form"),
  maxHeaderBytes: integer(
    "max-header-bytes",
    "BYTES",
    32_768,
    1024,
    1_000_000,
    "most bytes of a request's line and headers",
  ),
  maxHeaders: integer("max-headers", "N", 100, 1, 1900, "most headers of a request"),

  limitConnections: integer(
    "limit-connections",
    "N",
    4096,
    1,
    1_000_000,
    "connections at a time for each process; more are closed at once",
  ),
  limitPipelining: integer(
    "limit-pipelining",
    "N",
    16,
    1,
    10_000,
    "requests that a connection may send without waiting for answers; at more it is closed",
  ),
  limitConcurrency: integer(
    "limit-concurrency",
    "N",
    512,
    1,
    1_000_000,
    "requests at a time; more are answered with 503, after half a second",
  ),
  queueSize: integer(
    "queue-size",
    "N",
    DEFAULT_QUEUE_SIZE,
    1,
    1_000_000,
    "images that may wait for an answer; more are refused with 503",
  ),
  queuePixels: integer(
    "queue-pixels",
    "PIXELS",
    DEFAULT_QUEUE_PIXELS,
    1,
    100_000_000_000,
    "pixels that may wait to be decoded, AVIF's tenfold; more are refused with 503",
  ),
  maxBodyMemory: integer(
    "max-body-memory",
    "BYTES",
    96_000_000,
    1,
    1_000_000_000_000,
    "bytes of all requests' bodies in memory together; more are refused with 503",
  ),
  headersTimeoutMs: seconds("timeout-headers", 10, 0.1, 3600, "for a request's headers to arrive"),
  requestTimeoutMs: seconds("timeout-request", 30, 0.1, 3600, "for a request to arrive, and then to be answered"),
  minUploadRate: integer(
    "min-upload-rate",
    "BYTES",
    20_000,
    0,
    1_000_000_000,
    "bytes a second that a body must bring once it has taken that long",
  ),
  keepAliveTimeoutMs: seconds("timeout-keep-alive", 5, 0, 3600, "an idle connection is kept open"),
  gracefulShutdownTimeoutMs: seconds(
    "timeout-graceful-shutdown",
    10,
    0,
    3600,
    "for running requests to end at shutdown",
  ),
  rateLimit: integer(
    "rate-limit",
    "N",
    0,
    0,
    1_000_000_000,
    "requests a minute for each key or address; 0 for no limit",
  ),

  readings: text(
    "readings",
    "STORE",
    "",
    "keep readings: a SQLite file, or postgres://…; without it nothing is kept, and /v1/readings isn't there",
  ),
  keepPictures: text(
    "keep-pictures",
    "WHERE",
    "store",
    "where pictures of readings are kept: store (with the readings), none, or a folder",
    refuseNothing,
  ),
  retainMs: age("retain", "delete readings and their pictures when they are so old, such as 30d or 12h"),
  audit: share("audit", "share of accepted readings that a person is shown too, to measure how many are wrong"),

  apiKeys: list("api-key", "KEY", "key that clients must send; without any, everything is open", checkKeys),
  apiKeyFile: text(
    "api-key-file",
    "FILE",
    "",
    "file with one key a line, or name:role:key (reader, reviewer, admin); read again when it changes",
    (file) => refuseEmpty([file])[0],
  ),
  corsOrigins: list(
    "cors-origin",
    "ORIGIN",
    "origin whose pages may call this API from a browser; * for all",
    toOrigins,
  ),
  adminKeys: list("admin-key", "KEY", "key for POST /admin/model; without any, the admin API is disabled", checkKeys),
  adminRemote: toggle("admin-remote", false, "POST /admin/model also from other machines than this one"),
  docs: toggle("docs", true, "/docs, /redoc, /openapi.json and the page at /ui/"),
  publicDocs: toggle("public-docs", false, "serve these without a key"),
  publicMetrics: toggle("public-metrics", false, "serve /metrics without a key"),
};

type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type SettingName = keyof typeof SETTINGS;
/** Every setting's value. */
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };

/**
 * Reads settings from a command's flags and the environment; a flag wins over its variable, a variable over the default.
 *
 * @param names the settings that this command has as flags; the others keep their variable's value or their default
 * @throws PredictorError `usage`, in one line that names the flag or variable
 */
export function readSettings(
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  names: readonly SettingName[] = SETTING_NAMES,
): Settings {
  const flagTexts = readFlags(flags, names);
  const entries = SETTING_NAMES.map((name) => {
    const setting: Setting<unknown> = SETTINGS[name];
    const variable = variableOf(setting);
    const fromEnv = env[variable];
    if (flagTexts[name] !== undefined) return [name, parseAs(`--${setting.flag}`, setting, flagTexts[name])];
    if (fromEnv === undefined) return [name, setting.default];
    return [
      name,
      parseAs(variable, setting, setting.multiple ? fromEnv.split(",").map((part) => part.trim()) : [fromEnv]),
    ];
  });
  return Object.fromEntries(entries) as Settings;
}

/** The settings as lines of a command's help, each with its default. */
export function describeSettings(names: readonly SettingName[] = SETTING_NAMES): string {
  const lines = names.map((name) => {
    const setting: Setting<unknown> = SETTINGS[name];
    const usage = setting.placeholder === null ? `--[no-]${setting.flag}` : `--${setting.flag} ${setting.placeholder}`;
    const defaultValue = describeDefault(name);
    return `  ${usage.padEnd(38)} ${setting.help}${defaultValue === "" ? "" : ` [${defaultValue}]`}`;
  });
  return lines.join("\n");
}

/** What stands below the options in a command's help. */
export const VARIABLES_HELP =
  "Every option is also a variable: --log-level is NUMBER_PREDICTOR_LOG_LEVEL. The flag wins.";

/** The default as a person would write it; empty where there is none. */
export function describeDefault(name: SettingName): string {
  const setting: Setting<unknown> = SETTINGS[name];
  if (name === "model") return "the packaged one";
  if (setting.placeholder === "SECONDS") return String((setting.default as number) / 1000);
  if (setting.placeholder === null) return setting.default ? "on" : "off";
  if (setting.placeholder === "TIME") return "never";
  if (setting.placeholder === "LIST") return (setting.default as readonly string[]).join(",").toLowerCase();
  return String(setting.default);
}

/** `--log-level` is `NUMBER_PREDICTOR_LOG_LEVEL`. */
export function variableOf(setting: Pick<Setting<unknown>, "flag">): string {
  return `NUMBER_PREDICTOR_${setting.flag.toUpperCase().replaceAll("-", "_")}`;
}

export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

function readFlags(flags: readonly string[], names: readonly SettingName[]): Partial<Record<SettingName, string[]>> {
  const nameOf = new Map(names.map((name) => [SETTINGS[name].flag as string, name]));
  const options = Object.fromEntries(
    names.map((name) => [
      SETTINGS[name].flag,
      { type: SETTINGS[name].placeholder === null ? ("boolean" as const) : ("string" as const), multiple: true },
    ]),
  );
  const texts: Partial<Record<SettingName, string[]>> = {};
  for (const [flag, value] of Object.entries(parseFlags(flags, options, false).values)) {
    texts[nameOf.get(flag)!] = (value as unknown[]).map(String);
  }
  return texts;
}

function parseAs(label: string, setting: Setting<unknown>, texts: readonly string[]): unknown {
  try {
    return setting.parse(setting.multiple ? texts : texts.slice(-1));
  } catch (error) {
    throw new PredictorError("usage", `${label} ${(error as Error).message}.`);
  }
}

function text(
  flag: string,
  placeholder: string,
  defaultValue: string,
  help: string,
  parse: (text: string) => string = (value) => value,
): Setting<string> {
  return { flag, placeholder, multiple: false, default: defaultValue, help, parse: ([value]) => parse(value) };
}

function list(
  flag: string,
  placeholder: string,
  help: string,
  parse: (values: readonly string[]) => readonly string[] = (values) => values,
): Setting<readonly string[]> {
  const more = `${help} (may be repeated)`;
  const parseAll = (values: readonly string[]) => parse(values).filter((value) => value !== "");
  return { flag, placeholder, multiple: true, default: [], help: more, parse: parseAll };
}

/** Where a key was meant and none came, such as from a variable that isn't set, nothing must be open. */
function refuseEmpty(values: readonly string[]): readonly string[] {
  if (values.every((value) => value.trim() === "")) {
    throw new Error("must not be empty. Leave it out where no key is wanted");
  }
  return values;
}

/** Others can't be sent: a header holds visible ASCII, and a blank ends the key. */
function checkKeys(values: readonly string[]): readonly string[] {
  if (refuseEmpty(values).every((value) => /^[\x21-\x7e]*$/.test(value))) return values;
  throw new Error("must be of visible ASCII characters without blanks, since it is sent in a header");
}

function refuseNothing(value: string): string {
  if (value.trim() === "") throw new Error("must not be empty");
  return value;
}

function asModelFile(value: string): string {
  if (!value.endsWith(".onnx")) throw new Error("must name an .onnx file");
  return value;
}

/** As browsers write them: `https://a.example/` is `https://a.example`. */
function toOrigins(values: readonly string[]): readonly string[] {
  return values.map((value) => {
    if (value === "*" || value === "") return value;
    const isOrigin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+\/?$/i.test(value) && URL.canParse(value);
    if (!isOrigin) throw new Error(`must be origins such as https://a.example, or *; "${value}" is none`);
    const { protocol, host } = new URL(value);
    return `${protocol}//${host}`;
  });
}

function checkAddresses(values: readonly string[]): readonly string[] {
  for (const value of values) {
    const [address, prefix = "0", ...more] = value.split("/");
    const maxPrefix = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
    const isNetwork = more.length === 0 && /^\d+$/.test(prefix) && Number(prefix) <= maxPrefix;
    if (!isNetwork && value !== "*" && value !== "") {
      throw new Error(`must be addresses, networks such as 10.0.0.0/8, or *; "${value}" is none`);
    }
  }
  return values;
}

function formats(flag: string, help: string): Setting<readonly Format[]> {
  const names = READ_FORMATS.join(",").toLowerCase();
  const parse = ([value]: readonly string[]) => {
    const wanted = value.split(",").map((name) => name.trim().toLowerCase());
    const found = READ_FORMATS.filter((format) => wanted.includes(format.toLowerCase()));
    if (found.length === 0 || found.length < wanted.length) throw new Error(`must be a list of ${names}`);
    return found;
  };
  return { flag, placeholder: "LIST", multiple: false, default: READ_FORMATS, help, parse };
}

function toggle(flag: string, defaultValue: boolean, help: string): Setting<boolean> {
  const parse = ([value]: readonly string[]) => {
    if (/^(true|1|yes|on)$/i.test(value)) return true;
    if (/^(false|0|no|off|)$/i.test(value)) return false;
    throw new Error("must be true or false");
  };
  return { flag, placeholder: null, multiple: false, default: defaultValue, help, parse };
}

function choice<T extends string>(
  flag: string,
  placeholder: string,
  choices: readonly T[],
  defaultValue: T,
  help: string,
): Setting<T> {
  const parse = ([value]: readonly string[]) => {
    const found = choices.find((each) => each === value.toLowerCase());
    if (found === undefined) throw new Error(`must be one of ${choices.join(", ")}`);
    return found;
  };
  return {
    flag,
    placeholder,
    choices,
    multiple: false,
    default: defaultValue,
    help: `${help}: ${choices.join(", ")}`,
    parse,
  };
}

function integer(
  flag: string,
  placeholder: string,
  defaultValue: number,
  min: number,
  max: number,
  help: string,
): Setting<number> {
  const parse = ([value]: readonly string[]) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new Error(`must be a whole number from ${min} to ${max}`);
    }
    return number;
  };
  return { flag, placeholder, multiple: false, default: defaultValue, help, parse };
}

function seconds(flag: string, defaultValue: number, min: number, max: number, help: string): Setting<number> {
  const parse = ([value]: readonly string[]) => {
    const number = Number(value);
    if (!/^\d+(\.\d+)?$/.test(value) || number < min || number > max) {
      throw new Error(`must be a number of seconds from ${min} to ${max}`);
    }
    return number * 1000;
  };
  const more = `seconds ${help}`;
  return { flag, placeholder: "SECONDS", multiple: false, default: defaultValue * 1000, help: more, parse };
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000 };

/** In milliseconds; 0 where there is none. */
function age(flag: string, help: string): Setting<number> {
  const parse = ([value]: readonly string[]) => {
    const [, count, unit] = /^([1-9]\d{0,5})([hd])$/.exec(value) ?? [];
    if (unit !== undefined) return Number(count) * UNIT_MS[unit];
    if (value === "") return 0;
    throw new Error("must be a number of days or hours, such as 30d or 12h");
  };
  return { flag, placeholder: "TIME", multiple: false, default: 0, help, parse };
}

function share(flag: string, help: string): Setting<number> {
  const parse = ([value]: readonly string[]) => {
    const number = Number(value);
    if (!/^\d*\.?\d+$/.test(value) || number > 1) throw new Error("must be a number from 0 to 1");
    return number;
  };
  return { flag, placeholder: "SHARE", multiple: false, default: 0, help, parse };
}

function asRootPath(value: string): string {
  if (value !== "" && !/^\/[\w./~-]*$/.test(value)) throw new Error("must be a path that starts with /");
  return value.replace(/\/+$/, "");
}
