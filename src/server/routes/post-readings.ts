import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import { DEFAULT_MAX_ERROR } from "../../core/decide/decide.ts";
import type { NumbersReading } from "../../core/numbers/number-reading.ts";
import type { Reading } from "../../core/reading.ts";
import { PredictorError } from "../../errors.ts";
import type { Reader } from "../../reader/create-reader.ts";
import type { App } from "../app-type.ts";
import { RequestError } from "../errors.ts";
import type { FormFile } from "../fastapi/form.ts";
import { goneSignal } from "../gone-signal.ts";
import { isOneLine } from "../is-one-line.ts";
import type { KeyHolder } from "../limits/keys.ts";
import { errorResponses } from "../schemas/errors.ts";
import {
  IdempotencyHeaderSchema,
  POST_READINGS_FIELDS,
  PostReadingsQuerySchema,
  PostReadingsSchema,
} from "../schemas/readings.ts";
import type { Settings } from "../settings.ts";
import type { ReadingStore } from "../store/reading-store.ts";
import { toStoredReadingJson } from "../stored-reading-json.ts";
import { setReadings } from "../telemetry/server-timing.ts";
import { type PictureReadings, type PostContext, toDigitReadings, toNumberReadings } from "../to-post.ts";
import {
  type ImagesBody,
  type ImagesOptions,
  imagesSchema,
  readImages,
  takeImages,
  toImageError,
} from "./read-images.ts";
import { type ConstraintFields, takeConstraint } from "./take-constraint.ts";

export interface ReadingsOptions {
  readonly store: ReadingStore;
  readonly settings: Pick<Settings, "keepPictures" | "audit" | "rootPath">;
  /** Who asks. */
  readonly findHolder: (request: FastifyRequest) => KeyHolder;
}

type Answer = Static<typeof PostReadingsSchema>;
type Fields = Static<typeof PostReadingsQuerySchema>;

/** A request that named itself, while it is under way. */
interface Pending {
  readonly hash: string;
  readonly answer: Promise<string>;
}

const MAX_NAME_LENGTH = 200;

/** `POST /v1/readings`: reads as `/v1/digits` or `/v1/numbers` do, and keeps what was read. */
export function addPostReadingsRoute(app: App, reader: Reader, options: ImagesOptions & ReadingsOptions): void {
  const { maxBatch, store, settings, findHolder } = options;
  const pending = new Map<string, Pending>();
  takeImages(app, options);

  app.post(
    "/v1/readings",
    {
      schema: {
        operationId: "create_readings",
        tags: ["readings"],
        summary: "Read one image or a batch, and keep the readings",
        description:
          "With `Idempotency-Key`, the same request sent again within a day is answered as the first time, and nothing is kept twice.",
        headers: IdempotencyHeaderSchema,
        querystring: PostReadingsQuerySchema,
        body: imagesSchema(maxBatch, "ReadingsForm", POST_READINGS_FIELDS),
        response: {
          200: { ...PostReadingsSchema, "x-response-description": "No image could be read: nothing is kept" },
          201: PostReadingsSchema,
          ...errorResponses(400, 401, 408, 409, 413, 415, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const body = request.body as (ImagesBody & Partial<Fields>) | undefined;
      const fields = takeFields(request.query, body);
      const owner = findHolder(request).name;
      const key = request.headers["idempotency-key"] as string | undefined;
      const send = (json: string) => sendAnswer(reply, JSON.parse(json), fields.batch, settings.rootPath);
      if (key === undefined) return send(await readAndKeep(request, reply, fields, owner));
      return send(await doOnce(request, reply, fields, owner, key));
    },
  );

  /** @throws RequestError 409 where the key came with something else before */
  async function doOnce(
    request: FastifyRequest,
    reply: FastifyReply,
    fields: ReturnType<typeof takeFields>,
    owner: string,
    key: string,
  ): Promise<string> {
    const hash = hashRequest(request.body as ImagesBody | undefined, fields);
    const place = JSON.stringify([owner, key]);
    const other = pending.get(place);
    if (other !== undefined) {
      refuseOther(other.hash, hash);
      return await other.answer;
    }
    const answer = (async () => {
      const before = await store.findPost(owner, key);
      if (before === undefined) return await readAndKeep(request, reply, fields, owner, { key, hash });
      refuseOther(before.hash, hash);
      return before.response;
    })();
    pending.set(place, { hash, answer });
    try {
      return await answer;
    } finally {
      pending.delete(place);
    }
  }

  /** @returns the answer, as JSON */
  async function readAndKeep(
    request: FastifyRequest,
    reply: FastifyReply,
    fields: ReturnType<typeof takeFields>,
    owner: string,
    named?: { readonly key: string; readonly hash: string },
  ): Promise<string> {
    const { kind, maxError, batch, constraints } = fields;
    const { name, version } = reader.manifest; // that all of these pictures are given to
    const model = { name, version };
    const context: PostContext = {
      ...{ owner, maxError, constraints, model, batch },
      ...{ keepsPictures: settings.keepPictures !== "none", audit: settings.audit },
    };
    const signal = goneSignal(reply);
    const { lines, ...constraint } = constraints;
    const nameOf = namesOf(request.body as ImagesBody | undefined, fields.name);
    const results = await readImages(app, request, maxBatch, async (bytes) => {
      if (kind === "digit") {
        const reading = await reader.readDigit(bytes, { maxError, signal });
        return { reading, ...toDigitReadings(reading, bytes, nameOf(bytes), context) };
      }
      const reading = await reader.readNumbers(bytes, { maxError, signal, constraint, isOneLine: isOneLine(lines) });
      return { reading, ...toNumberReadings(reading, bytes, nameOf(bytes), context) };
    });
    setReadings(
      reply,
      results.map((result): Error | Reading | NumbersReading => (result instanceof Error ? result : result.reading)),
    );
    const kept = results.filter((result): result is Exclude<typeof result, Error> => !(result instanceof Error));
    const response = JSON.stringify({ model, results: results.map((result) => toResult(result, settings.rootPath)) });
    if (kept.length === 0) return response;
    // The pictures' memory is freed when the client disconnects, unless the store has them by then.
    if (signal.aborted) throw new PredictorError("cancelled", "The client has disconnected.");
    const adding = store.add({
      readings: kept.flatMap(({ readings }) => readings),
      pictures: kept.flatMap(({ picture }) => picture ?? []),
      repeatable: named && { owner, ...named, response },
    });
    app.bodyBudget.keepUntil(request.raw, adding);
    if (await adding) return response;
    // Another process was faster with the same key.
    const first = await store.findPost(owner, named!.key);
    refuseOther(first?.hash, named!.hash);
    return first!.response;
  }
}

/** A form's fields win over the address. */
function takeFields(query: Fields, body: (ImagesBody & Partial<Fields>) | undefined) {
  const form = body !== undefined && "bytes" in body ? undefined : (body as Partial<Fields> | undefined);
  const kind = form?.kind ?? query.kind ?? "number";
  return {
    kind,
    maxError: form?.max_error ?? query.max_error ?? DEFAULT_MAX_ERROR,
    batch: form?.batch || query.batch || null,
    name: form?.name || query.name || null,
    constraints:
      kind === "digit" ? {} : takeConstraint(query as ConstraintFields, form as ConstraintFields | undefined),
  };
}

/** What each image is called: as the request says, or after its file. */
function namesOf(body: ImagesBody | undefined, name: string | null): (bytes: Uint8Array) => string | null {
  const files: readonly FormFile[] = body === undefined || "bytes" in body ? [] : body.image;
  const named = new Map(files.map(({ bytes, filename }) => [bytes, toName(filename)]));
  return (bytes) => name ?? named.get(bytes) ?? null;
}

/** The last part of a path, as some browsers send one, in one line. */
function toName(filename: string | undefined): string | null {
  const last = filename?.split(/[\\/]/).at(-1) ?? "";
  const line = last
    .replace(/\p{Cc}/gu, "")
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed();
  return line === "" ? null : line;
}

/** Of what counts: a client that sends a form again may choose another boundary. */
function hashRequest(body: ImagesBody | undefined, fields: ReturnType<typeof takeFields>): string {
  const hash = createHash("sha256").update(JSON.stringify(fields));
  const images = body === undefined ? [] : "bytes" in body ? [body] : body.image;
  for (const { bytes, filename = "" } of images) {
    hash.update(`\n${bytes.length} ${JSON.stringify(filename)}\n`).update(bytes);
  }
  return hash.digest("hex");
}

function refuseOther(first: string | undefined, hash: string): void {
  if (first === hash) return;
  throw new RequestError(409, "This Idempotency-Key was used with another request. Send a new key with a new request.");
}

function toResult(result: Error | PictureReadings, rootPath: string): Answer["results"][number] {
  if (result instanceof Error) return toImageError(result);
  return {
    readings: result.readings.map((reading) => toStoredReadingJson(reading, { forReviewer: false, rootPath })),
  };
}

function sendAnswer(reply: FastifyReply, answer: Answer, batch: string | null, rootPath: string): Answer {
  const readings = answer.results.flatMap((result) => ("readings" in result ? result.readings : []));
  reply.code(readings.length === 0 ? 200 : 201);
  if (readings.length === 1)
    reply.header("location", readings[0].links.self).header("etag", `"${readings[0].version}"`);
  else if (readings.length > 1 && batch !== null) {
    reply.header("location", `${rootPath}/v1/readings?batch=${encodeURIComponent(batch)}`);
  }
  return answer;
}
