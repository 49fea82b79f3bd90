import { PredictorError } from "../errors.ts";
import type { Reader } from "../reader/create-reader.ts";
import { openService } from "../reader/open-service.ts";
import { isOneLine } from "../server/is-one-line.ts";
import { describeSettings, type SettingName } from "../server/settings.ts";
import { openReadingStore } from "../server/store/open-reading-store.ts";
import { type ReadingFilter, type ReadingStore, STATUSES, type StoredReading } from "../server/store/reading-store.ts";
import { toDigitReadings, toNumberReadings } from "../server/to-post.ts";
import { compareReadings } from "../training/evaluate/compare-readings.ts";
import { formatComparisons } from "../training/report/format-comparisons.ts";
import { matchReadings, type Replayed } from "./match-readings.ts";
import { asksForHelp, type CommandLine, describeOptions, readArguments } from "./read-arguments.ts";

const SETTINGS: readonly SettingName[] = ["readings", "keepPictures", "model"];
const OPTIONS = {
  status: { placeholder: "STATUS", help: `only these: ${STATUSES.join(", ")}`, choices: STATUSES },
  batch: { placeholder: "NAME", help: "only those of this batch" },
  limit: { placeholder: "N", help: "only the pictures of the newest N readings" },
  json: { placeholder: null, help: "one JSON object for each reading that differs, and one at the end" },
};

export const REPLAY_LINE: CommandLine = { options: OPTIONS, settings: SETTINGS };

const HELP = `Usage: number-predictor replay --readings STORE --model FILE [OPTION]…

Reads stored pictures again, as they were read, with the model of FILE, and says what it reads otherwise: a line for each text or decision
that differs, and, of what people have reviewed, how many are right. Changes nothing. The model that read them reads them as before.

${describeOptions(OPTIONS)}
${describeSettings(SETTINGS)}

Exit status: 0, 1 (some pictures could not be read), 2 (called wrongly).`;

/** @returns the exit status: 1 where a picture could not be read */
export async function replay(args: readonly string[], print: (text: string) => void = console.log): Promise<number> {
  if (asksForHelp(args)) {
    print(HELP);
    return 0;
  }
  const { settings, options, operands } = readArguments(args, OPTIONS, SETTINGS);
  if (operands.length > 0) throw new PredictorError("usage", `"${operands[0]}" is no option of replay.`);
  if (settings.readings === "") throw new PredictorError("usage", "Say where the readings are: --readings STORE.");
  const filter: ReadingFilter = { status: toStatus(options.status), batch: options.batch };
  const limit = toLimit(options.limit);
  const service = await openService(settings);
  try {
    const store = await openReadingStore(settings);
    try {
      const { model } = service;
      const report = createReport(print, options.json !== undefined, model.manifest);
      for await (const readings of listPictures(store, filter, limit)) await readAgain(readings);
      return report.end();

      async function readAgain(readings: readonly StoredReading[]): Promise<void> {
        const [{ pictureId }] = readings;
        const picture = pictureId === null ? undefined : await store.findPicture(pictureId);
        if (picture === undefined) return report.miss(readings.length);
        try {
          report.add(matchReadings(readings, await read(service.reader, picture.bytes, readings[0])));
        } catch (error) {
          if (!(error instanceof PredictorError)) throw error;
          report.fail(readings[0], error.message);
        }
      }
    } finally {
      await store.close();
    }
  } finally {
    await service.close();
  }
}

/** As `POST /v1/readings` reads and keeps it. */
async function read(reader: Reader, bytes: Uint8Array, first: StoredReading): Promise<readonly StoredReading[]> {
  const { owner, maxError, constraints, batch, name, kind } = first;
  const model = reader.manifest;
  const context = { owner, maxError, constraints, model, batch, keepsPictures: false, audit: 0 };
  if (kind === "digit")
    return toDigitReadings(await reader.readDigit(bytes, { maxError }), bytes, name, context).readings;
  const { lines, ...constraint } = constraints;
  const reading = await reader.readNumbers(bytes, { maxError, constraint, isOneLine: isOneLine(lines) });
  return toNumberReadings(reading, bytes, name, context).readings;
}

/** The readings of one picture at a time, newest first. They were made one after the other, so that they are listed together. */
async function* listPictures(
  store: ReadingStore,
  filter: ReadingFilter,
  limit: number,
): AsyncGenerator<readonly StoredReading[]> {
  let left = limit;
  let group: StoredReading[] = [];
  for await (const readings of store.readAll(filter)) {
    for (const reading of readings) {
      const isSame = reading.pictureId !== null && reading.pictureId === group[0]?.pictureId;
      if (!isSame && group.length > 0) {
        yield group;
        group = [];
      }
      if (!isSame && left <= 0) return;
      group.push(reading);
      left--;
    }
  }
  if (group.length > 0) yield group;
}

function createReport(
  print: (text: string) => void,
  asJson: boolean,
  { name, version }: { readonly name: string; readonly version: string },
) {
  const counts = { readings: 0, same: 0, confidence: 0, decision: 0, text: 0, missing: 0, failed: 0 };
  const reviewed = { before: [] as boolean[], now: [] as boolean[] };
  const addOne = ({ stored, again, difference }: Replayed) => {
    counts.readings++;
    counts[difference]++;
    if (stored.reviewedAt !== null) {
      reviewed.before.push(stored.readText === stored.text);
      reviewed.now.push((again?.text ?? null) === stored.text);
    }
    if (difference === "same" || difference === "confidence") return;
    if (asJson) print(JSON.stringify(toJson(stored, again, difference)));
    else print(toLine(stored, again));
  };
  return {
    add: (replayed: readonly Replayed[]) => replayed.forEach(addOne),
    miss(readings: number) {
      counts.missing += readings;
    },
    fail({ id, name: picture }: StoredReading, why: string) {
      counts.failed++;
      console.error(`number-predictor: ${picture ?? id}: ${why}`);
    },
    /** @returns the exit status */
    end(): number {
      const comparison = compareReadings("reviewed", reviewed.before, reviewed.now);
      if (asJson) print(JSON.stringify({ model: { name, version }, ...counts, reviewed: comparison }));
      else {
        print(summarize(counts, `${name} ${version}`));
        if (comparison.n > 0) print(formatComparisons([comparison]));
      }
      return counts.failed > 0 ? 1 : 0;
    },
  };
}

function summarize(counts: Readonly<Record<string, number>>, model: string): string {
  const { readings, same, confidence, decision, text, missing, failed } = counts;
  const lines = [
    `${readings} readings read again with ${model}:`,
    `  ${same} the same, bit for bit`,
    `  ${confidence} the same text and decision, with another confidence or place`,
    `  ${decision} the same text, with another decision`,
    `  ${text} another text`,
  ];
  if (missing > 0) lines.push(`  ${missing} more without a picture, which can't be read again`);
  if (failed > 0) lines.push(`  ${failed} more pictures could not be read`);
  return lines.join("\n");
}

function toLine(stored: StoredReading, again: StoredReading | undefined): string {
  const show = (text: string | null | undefined) => (text === null || text === undefined ? "nothing" : text);
  const truth = stored.reviewedAt === null ? "" : `  (${show(stored.text)} by a person)`;
  const before = `${show(stored.readText)} ${stored.decision}`;
  const now = again ? `${show(again.text)} ${again.decision}` : "nothing there";
  return `${stored.name ?? stored.id}  ${before} → ${now}${truth}`;
}

function toJson(stored: StoredReading, again: StoredReading | undefined, difference: Replayed["difference"]) {
  const side = ({ text, confidence, decision }: Pick<StoredReading, "text" | "confidence" | "decision">) => {
    return { text, confidence, decision };
  };
  const before = side({ ...stored, text: stored.readText });
  const truth = stored.reviewedAt === null ? {} : { reviewed: stored.text };
  return { id: stored.id, name: stored.name, difference, before, now: again ? side(again) : null, ...truth };
}

function toStatus(text: string | undefined): ReadingFilter["status"] {
  const status = STATUSES.find((each) => each === text);
  if (text === undefined || status) return status;
  throw new PredictorError("usage", `--status can't be ${text}: it takes one of ${STATUSES.join(", ")}.`);
}

function toLimit(text: string | undefined): number {
  const limit = text === undefined ? Number.POSITIVE_INFINITY : Number(text);
  if (limit >= 1) return limit;
  throw new PredictorError("usage", `--limit can't be ${text}.`);
}
