import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { App } from "../app-type.ts";
import { errorResponses } from "../schemas/errors.ts";
import { ExportReadingsQuerySchema } from "../schemas/readings.ts";
import type { ReadingStore, StoredReading } from "../store/reading-store.ts";
import { toStoredReadingJson } from "../stored-reading-json.ts";
import { CSV_HEAD, toCsvLine } from "../to-csv-line.ts";
import { Type } from "../type.ts";
import type { ReadingsOptions } from "./post-readings.ts";
import { toFilter } from "./readings.ts";

const MEDIA_TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/jsonl; charset=utf-8" } as const;

/** `GET /v1/readings/export`: all readings that match, some at a time, however many there are. */
export function addExportReadingsRoute(
  app: App,
  { store, settings, findHolder }: ReadingsOptions,
  timeoutMs: number,
): void {
  app.get(
    "/v1/readings/export",
    {
      config: { streams: true },
      schema: {
        operationId: "export_readings",
        tags: ["readings"],
        summary: "All readings that match, as CSV or as a JSON object a line",
        description: "Newest first. In CSV, what a spreadsheet would take for a formula begins with an apostrophe.",
        querystring: ExportReadingsQuerySchema,
        response: {
          200: {
            description: "A stream",
            content: { "text/csv": { schema: Type.String() }, "application/jsonl": { schema: Type.String() } },
          },
          ...errorResponses(401, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { format = "csv", ...query } = request.query;
      const holder = findHolder(request);
      const forReviewer = holder.role !== "reader";
      const filter = toFilter(query, forReviewer ? undefined : holder.name);
      const view = { forReviewer, rootPath: settings.rootPath };
      const toLine = (reading: StoredReading) => {
        const json = toStoredReadingJson(reading, view);
        return format === "csv" ? toCsvLine(json) : `${JSON.stringify(json)}\n`;
      };
      const pages = await begin(store.readAll(filter));
      reply.headers({
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="readings.${format}"`,
        "cache-control": "private, no-store",
      });
      const texts = toTexts(pages, format === "csv" ? CSV_HEAD : "", toLine);
      return reply.send(Readable.from(watch(texts, reply, timeoutMs), { objectMode: false }) as never);
    },
  );
}

type Pages = ReturnType<ReadingStore["readAll"]>;

/** With its first page, so that a store that is away is an answer of its own. */
async function begin(pages: Pages): Promise<Pages> {
  const iterator = pages[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    if (!first.done) yield first.value;
    if (!first.done) yield* { [Symbol.asyncIterator]: () => iterator };
  })();
}

async function* toTexts(pages: Pages, head: string, toLine: (reading: StoredReading) => string) {
  if (head !== "") yield head;
  for await (const readings of pages) yield readings.map(toLine).join("");
}

/** Cuts off who takes nothing for so long. */
async function* watch(texts: AsyncIterable<string>, reply: FastifyReply, timeoutMs: number) {
  const timer = setTimeout(() => reply.raw.destroy(), timeoutMs);
  try {
    for await (const text of texts) {
      timer.refresh();
      yield text;
    }
  } finally {
    clearTimeout(timer);
  }
}
