import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import { parseJsonBody } from "../fastapi/json-body.ts";
import { addBodyParser } from "../limits/body-parser.ts";
import type { KeyHolder } from "../limits/keys.ts";
import { errorResponses } from "../schemas/errors.ts";
import {
  ClaimedSchema,
  ClaimSchema,
  ListReadingsQuerySchema,
  ListReadingsSchema,
  ReadingParamsSchema,
  ReviewSchema,
  StoredReadingSchema,
} from "../schemas/readings.ts";
import { StatsSchema } from "../schemas/stats.ts";
import { toStatsJson } from "../stats-json.ts";
import { isId } from "../store/reading-id.ts";
import type { ReadingFilter, StoredReading } from "../store/reading-store.ts";
import { toStoredReadingJson } from "../stored-reading-json.ts";
import { Type } from "../type.ts";
import type { ReadingsOptions } from "./post-readings.ts";

const MAX_BODY_BYTES = 65_536;
const MINUTE_MS = 60_000;

/** `/v1/readings` but for making new ones: list, look at, correct and delete what was read. */
export function addReadingsRoutes(app: App, { store, settings, findHolder }: ReadingsOptions): void {
  app.removeAllContentTypeParsers();
  addBodyParser(app, "*", MAX_BODY_BYTES, parseJsonBody);
  const tags = ["readings"];
  const viewOf = (request: FastifyRequest) => {
    const holder = findHolder(request);
    const forReviewer = holder.role !== "reader";
    return { holder, owner: forReviewer ? undefined : holder.name, json: { forReviewer, rootPath: settings.rootPath } };
  };

  app.get(
    "/v1/readings",
    {
      schema: {
        ...{ operationId: "list_readings", tags, summary: "Readings, newest first" },
        description:
          "A reader sees its own, reviewers and admins see all. `next` stays right while new readings arrive.",
        querystring: ListReadingsQuerySchema,
        response: { 200: ListReadingsSchema, ...errorResponses(400, 401, 422, 429, 503) },
      },
    },
    async (request) => {
      const { after, limit = 50, ...query } = request.query;
      if (after !== undefined && !isId(after)) {
        throw new RequestError(400, "`after` is not the `next` of a page. Leave it out to begin with the first page.");
      }
      const { owner, json } = viewOf(request);
      const { items, next } = await store.list(toFilter(query, owner), limit, after);
      return { items: items.map((reading) => toStoredReadingJson(reading, json)), next };
    },
  );

  app.get(
    "/v1/readings/stats",
    {
      schema: {
        ...{ operationId: "readings_stats", tags, summary: "How many readings, and how many accepted ones are wrong" },
        description: "Of all readings that the key may see. How many are wrong is measured with --audit.",
        response: { 200: StatsSchema, ...errorResponses(401, 429, 503) },
      },
    },
    async (request) => toStatsJson(await store.count({ owner: viewOf(request).owner })),
  );

  app.post(
    "/v1/readings/claim",
    {
      schema: {
        ...{
          operationId: "claim_readings",
          tags,
          summary: "Readings for review, that nobody else gets for some minutes",
        },
        description: "For keys of a reviewer or an admin. What isn't reviewed in time is given to the next who asks.",
        body: ClaimSchema,
        response: { 200: ClaimedSchema, ...errorResponses(400, 401, 403, 408, 413, 422, 429, 503) },
      },
    },
    async (request) => {
      const { holder, json } = viewOf(request);
      if (!json.forReviewer) throw new RequestError(403, "This key is a reader's. To review, use a reviewer's key.");
      const { limit = 10, minutes = 5, status = "review", kind, batch } = request.body as Static<typeof ClaimSchema>;
      const forMs = minutes * MINUTE_MS;
      const items = await store.claim({ by: holder.name, limit, forMs, status, kind, batch: batch || undefined });
      return { items: items.map((reading) => toStoredReadingJson(reading, json)) };
    },
  );

  app.get(
    "/v1/readings/:id",
    {
      schema: {
        ...{ operationId: "get_reading", tags, summary: "One reading" },
        description: "Its ETag is what `If-Match` wants where the reading is changed or deleted.",
        params: ReadingParamsSchema,
        response: { 200: StoredReadingSchema, ...errorResponses(401, 404, 429, 503) },
      },
    },
    async (request, reply) => {
      const { owner, json } = viewOf(request);
      const reading = await findReading(request.params.id, owner);
      return withTag(reply, reading, toStoredReadingJson(reading, json));
    },
  );

  app.get(
    "/v1/readings/:id/picture",
    {
      schema: {
        ...{ operationId: "get_reading_picture", tags, summary: "The picture that it was read from" },
        description: "As it was sent, without what it told of camera, place, time and people.",
        params: ReadingParamsSchema,
        response: {
          200: { description: "An image", content: { "image/*": { schema: Type.String({ format: "binary" }) } } },
          ...errorResponses(401, 404, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { pictureId } = await findReading(request.params.id, viewOf(request).owner);
      const picture = pictureId === null ? undefined : await store.findPicture(pictureId);
      if (picture === undefined) throw new RequestError(404, "The picture of this reading isn't kept.");
      reply.headers({
        "content-type": picture.mediaType,
        "cache-control": "private, max-age=3600",
        "content-security-policy": "default-src 'none'; sandbox",
      });
      return reply.send(Buffer.from(picture.bytes.buffer, picture.bytes.byteOffset, picture.bytes.length) as never);
    },
  );

  app.put(
    "/v1/readings/:id",
    {
      schema: {
        ...{ operationId: "review_reading", tags, summary: "Say what really stands there: confirm or correct" },
        description: "With `If-Match`, only where nobody has changed it since.",
        params: ReadingParamsSchema,
        body: ReviewSchema,
        response: { 200: StoredReadingSchema, ...errorResponses(400, 401, 404, 408, 412, 413, 422, 429, 503) },
      },
    },
    async (request, reply) => {
      const { holder, owner, json } = viewOf(request);
      const { text } = request.body as Static<typeof ReviewSchema>;
      const version = readIfMatch(request);
      const id = checkId(request.params.id);
      const reading = refuseLost(await store.review(id, { text, by: holder.name, version, owner }));
      return withTag(reply, reading, toStoredReadingJson(reading, json));
    },
  );

  app.delete(
    "/v1/readings/:id",
    {
      schema: {
        ...{ operationId: "delete_reading", tags, summary: "Delete a reading and its picture" },
        description: "A reader and a reviewer delete what they have sent themselves, an admin everything.",
        params: ReadingParamsSchema,
        response: {
          204: { description: "Both are gone", type: "null" },
          ...errorResponses(401, 403, 404, 412, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { holder, owner } = viewOf(request);
      const id = checkId(request.params.id);
      if (holder.role === "reviewer" && (await findReading(id, undefined)).owner !== holder.name) {
        throw new RequestError(403, "This key is a reviewer's. To delete what others have sent, use an admin's key.");
      }
      refuseLost(await store.delete(id, { owner, version: readIfMatch(request) }));
      return reply.code(204).send(null as never);
    },
  );

  async function findReading(id: string, owner: string | undefined): Promise<StoredReading> {
    return refuseLost((await store.find(checkId(id), owner)) ?? "missing");
  }
}

type FilterQuery = Omit<Static<typeof ListReadingsQuerySchema>, "after" | "limit">;

export function toFilter(
  { status, kind, from, to, batch, text }: FilterQuery,
  owner: KeyHolder["name"] | undefined,
): ReadingFilter {
  const toMs = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));
  return {
    owner,
    status,
    kind,
    fromMs: toMs(from),
    toMs: toMs(to),
    batch: batch || undefined,
    text: text || undefined,
  };
}

/** What is no id names no reading. */
function checkId(id: string): string {
  const lower = id.toLowerCase();
  return isId(lower) ? lower : refuseLost("missing");
}

function refuseLost<T>(found: T | "missing" | "changed"): T {
  if (found === "missing") throw new RequestError(404, "There is no such reading.");
  if (found === "changed") throw new RequestError(412, "The reading has changed since. Get it again, then decide.");
  return found;
}

function withTag<T>(reply: FastifyReply, { version }: StoredReading, answer: T): T {
  reply.headers({ etag: `"${version}"`, "cache-control": "private, no-cache" });
  return answer;
}

/** The version that `If-Match` asks for; one that nothing has where it is none of our tags. */
function readIfMatch({ headers }: FastifyRequest): number | undefined {
  const sent = headers["if-match"];
  if (sent === undefined || sent.trim() === "*") return undefined;
  return Number(/^\s*"(\d{1,9})"\s*$/.exec(sent)?.[1] ?? 0);
}
