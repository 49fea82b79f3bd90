import { once } from "node:events";
import { PredictorError } from "../errors.ts";
import type { StoredReadingJson } from "../server/schemas/readings.ts";
import { describeSettings, type SettingName } from "../server/settings.ts";
import { toStatsJson } from "../server/stats-json.ts";
import { openReadingStore } from "../server/store/open-reading-store.ts";
import { isId } from "../server/store/reading-id.ts";
import { KINDS, type ReadingFilter, type ReadingStore, STATUSES } from "../server/store/reading-store.ts";
import { toStoredReadingJson } from "../server/stored-reading-json.ts";
import { CSV_HEAD, toCsvLine } from "../server/to-csv-line.ts";
import { asksForHelp, type CommandLine, describeOptions, readArguments } from "./read-arguments.ts";
import { toPercent } from "./to-percent.ts";

const SETTINGS: readonly SettingName[] = ["readings", "keepPictures"];
const OPTIONS = {
  status: { placeholder: "STATUS", help: `only of this status: ${STATUSES.join(", ")}`, choices: STATUSES },
  kind: { placeholder: "KIND", help: `only of this kind: ${KINDS.join(", ")}`, choices: KINDS },
  batch: { placeholder: "NAME", help: "only of this batch" },
  text: { placeholder: "TEXT", help: "only with this text" },
  from: { placeholder: "TIME", help: "only made at this time or later: 2026-01-31, 2026-01-31T08:00:00Z" },
  to: { placeholder: "TIME", help: "only made before this time" },
  limit: { placeholder: "N", help: "list: at most so many [50]" },
  format: { placeholder: "FORMAT", help: "export: csv or jsonl [csv]", choices: ["csv", "jsonl"] },
  json: { placeholder: null, help: "list, stats: as JSON" },
  all: { placeholder: null, help: "delete: all readings, where nothing says which" },
};

const HELP = `Usage: number-predictor readings list|export|delete|stats [OPTION]… [ID]…

Looks at the readings that the service has kept (serve --readings). All of them do: this asks no key.

  list     prints a line for each, newest first
  export   prints all as CSV, or with --format jsonl as a JSON object a line
  delete   deletes those with these ids, or all that match the options, with their pictures
  stats    prints how many there are, and how many accepted ones are wrong

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}`;

type Options = Readonly<Partial<Record<keyof typeof OPTIONS, string>>>;
type Action = (store: ReadingStore, options: Options, ids: readonly string[]) => Promise<number>;

const ACTIONS: Readonly<Record<string, Action>> = { list, export: exportAll, delete: deleteThese, stats };

export const READINGS_LINE: CommandLine = { options: OPTIONS, settings: SETTINGS, actions: Object.keys(ACTIONS) };

/** @returns the exit status: 1 where a reading that was named isn't there */
export async function readings(args: readonly string[]): Promise<number> {
  if (asksForHelp(args)) {
    console.log(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, OPTIONS, SETTINGS);
  const [name = "", ...ids] = operands;
  if (!Object.hasOwn(ACTIONS, name)) {
    throw new PredictorError(
      "usage",
      "Say what to do: list, export, delete or stats (number-predictor readings --help).",
    );
  }
  if (settings.readings === "") {
    throw new PredictorError("usage", "--readings must name the store: a SQLite file, or postgres://….");
  }
  if (name !== "delete" && ids.length > 0)
    throw new PredictorError("usage", `"${ids[0]}" is of no use to readings ${name}.`);
  toFilter(options); // what is wrong is said before the store is opened
  const store = await openReadingStore(settings);
  try {
    return await ACTIONS[name](store, options, ids);
  } finally {
    await store.close();
  }
}

async function list(store: ReadingStore, options: Options): Promise<number> {
  const limit = Number(options.limit ?? 50);
  if (!Number.isInteger(limit) || limit < 1)
    throw new PredictorError("usage", "--limit must be a whole number above 0.");
  let left = limit;
  for await (const page of store.readAll(toFilter(options))) {
    const shown = page.slice(0, left).map(toJson);
    await print(shown.map((reading) => (options.json ? JSON.stringify(reading) : toLine(reading))).join("\n"), "\n");
    left -= shown.length;
    if (left === 0) break;
  }
  return 0;
}

async function exportAll(store: ReadingStore, options: Options): Promise<number> {
  const { format = "csv" } = options;
  if (format !== "csv" && format !== "jsonl") throw new PredictorError("usage", "--format must be csv or jsonl.");
  if (format === "csv") await print(CSV_HEAD);
  for await (const page of store.readAll(toFilter(options))) {
    const lines = page
      .map(toJson)
      .map((reading) => (format === "csv" ? toCsvLine(reading) : `${JSON.stringify(reading)}\n`));
    await print(lines.join(""));
  }
  return 0;
}

async function deleteThese(store: ReadingStore, options: Options, ids: readonly string[]): Promise<number> {
  const filter = toFilter(options);
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0) {
    if (isNarrowed) throw new PredictorError("usage", "Name ids, or say which with options; not both.");
    return await deleteIds(store, ids);
  }
  if (!isNarrowed && !options.all) {
    throw new PredictorError("usage", "Name ids, say which with options such as --batch, or delete all with --all.");
  }
  console.log(`${await store.deleteAll(filter)} deleted`);
  return 0;
}

async function deleteIds(store: ReadingStore, ids: readonly string[]): Promise<number> {
  let deleted = 0;
  for (const id of ids) {
    if (isId(id) && (await store.delete(id)) === "deleted") deleted++;
    else console.error(`number-predictor: there is no reading ${id}`);
  }
  console.log(`${deleted} deleted`);
  return deleted === ids.length ? 0 : 1;
}

async function stats(store: ReadingStore, { json }: Options): Promise<number> {
  const counts = toStatsJson(await store.count());
  if (json) {
    console.log(JSON.stringify(counts));
    return 0;
  }
  for (const [status, count] of Object.entries(counts.by_status)) console.log(`${status.padEnd(10)}${count}`);
  console.log(`${"total".padEnd(10)}${counts.total}`);
  for (const { kind, model, promised, audited, reviewed, wrong, interval } of counts.accepted_error) {
    const of = `accepted ${kind}s of ${model.name} ${model.version}, promised at most ${toShare(promised)} wrong`;
    const [low, high] = interval.map(toShare);
    console.log(`${of}: ${wrong} of ${reviewed} reviewed are wrong (95 %: ${low} to ${high}), ${audited} audited`);
  }
  return 0;
}

function toFilter({ status, kind, batch, text, from, to }: Options): ReadingFilter {
  const oneOf = <T extends string>(name: string, choices: readonly T[], value: string | undefined): T | undefined => {
    const found = choices.find((choice) => choice === value);
    if (value === undefined || found !== undefined) return found;
    throw new PredictorError("usage", `--${name} must be one of ${choices.join(", ")}.`);
  };
  const toMs = (name: string, value: string | undefined) => {
    const ms = value === undefined ? undefined : Date.parse(value);
    if (!Number.isNaN(ms)) return ms;
    throw new PredictorError("usage", `--${name} must be a time such as 2026-01-31 or 2026-01-31T08:00:00Z.`);
  };
  return {
    status: oneOf("status", STATUSES, status),
    kind: oneOf("kind", KINDS, kind),
    ...{ batch, text, fromMs: toMs("from", from), toMs: toMs("to", to) },
  };
}

const toJson = (reading: Parameters<typeof toStoredReadingJson>[0]) =>
  toStoredReadingJson(reading, { forReviewer: true, rootPath: "" });

function toLine({ id, created_at: time, status, text, confidence, batch, name }: StoredReadingJson): string {
  const sure = confidence === null ? "" : toPercent(confidence);
  return [id, time, status.padEnd(9), (text ?? "–").padEnd(10), sure.padStart(6), batch, name]
    .filter((part) => part !== null)
    .join("  ");
}

function toShare(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}

/** Waits where whoever reads it is slower. */
async function print(text: string, end = ""): Promise<void> {
  if (text !== "" && !process.stdout.write(text + end)) await once(process.stdout, "drain");
}
