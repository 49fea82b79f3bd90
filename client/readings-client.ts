import type {
  Claim,
  ClaimedReadings,
  ListReadingsData,
  PostReadingsResponse,
  ReadingStats,
  ReadingsForm,
  ReadingsPage,
  StoredReading,
} from "./api-types.ts";
import type { CallOptions, CallRequest, NamedPicture, NumbersOptions, Picture } from "./options.ts";
import { toFields, toForm } from "./to-form.ts";

export interface CreateOptions extends Omit<NumbersOptions, "explain"> {
  /** `"number"` by default: every number on the picture; `"digit"`: one digit. */
  readonly kind?: StoredReading["kind"];
  /** Joins requests, such as those for a stack of forms. */
  readonly batch?: string;
  /** Names the request, such as by `crypto.randomUUID()`: sent again within a day, it is answered as the first time. */
  readonly idempotencyKey?: string;
}

/** What is left out isn't asked for. Names and texts match as a whole. */
export interface ReadingFilter {
  readonly status?: StoredReading["status"];
  readonly kind?: StoredReading["kind"];
  /** Made at this time or later. */
  readonly from?: Date | string;
  /** Made before this time. */
  readonly to?: Date | string;
  readonly batch?: string;
  readonly text?: string;
}

export interface ListOptions extends ReadingFilter, CallOptions {
  /** 1 to 500; 50 by default. */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface ExportOptions extends ReadingFilter, CallOptions {
  /** `"csv"` by default; `"jsonl"` has a JSON object a line. */
  readonly format?: "csv" | "jsonl";
}

export interface ChangeOptions extends CallOptions {
  /** The `version` of the reading that was looked at: where it has changed since, nothing is done, and the error has status 412. */
  readonly version?: number;
}

export interface ClaimOptions extends Claim, CallOptions {}

/** The calls for `/v1/readings`. */
export interface ReadingsClient {
  /**
   * Reads pictures and keeps what was read.
   *
   * @returns the readings of each picture, in order. One that can't be read has `error`, and the others are kept
   * @throws ClientError 409 if `idempotencyKey` came with another request before
   * @example
   * const { results } = await client.readings.create([file], { batch: "forms of May" });
   */
  create(pictures: readonly (Picture | NamedPicture)[], options?: CreateOptions): Promise<PostReadingsResponse>;
  /**
   * A page of readings, newest first.
   *
   * @example
   * const page = await client.readings.list({ status: "review" });
   * if (page.next !== null) await client.readings.list({ status: "review", after: page.next });
   */
  list(options?: ListOptions): Promise<ReadingsPage>;
  /** @throws ClientError 404 if there is none, or it is somebody else's */
  get(id: string, options?: CallOptions): Promise<StoredReading>;
  /** The picture as it was sent, without its metadata. @throws ClientError 404 also if it isn't kept */
  getPicture(id: string, options?: CallOptions): Promise<Blob>;
  /**
   * Says what really stands there, which confirms or corrects the reading.
   *
   * @param text null for no number
   * @returns the reading as it is now
   */
  review(id: string, text: string | null, options?: ChangeOptions): Promise<StoredReading>;
  /** Deletes a reading, and its picture if no other reading is of it. @throws ClientError 403, 404, 412 */
  delete(id: string, options?: ChangeOptions): Promise<void>;
  /** Readings for review, oldest first, that nobody else gets for some minutes. @throws ClientError 403 for a reader's key */
  claim(options?: ClaimOptions): Promise<ClaimedReadings>;
  /**
   * All readings that match, as they arrive. `timeoutMs` covers the whole stream, and is `Infinity` by default.
   *
   * @example
   * const csv = await new Response(await client.readings.export({ batch: "forms of May" })).text();
   */
  export(options?: ExportOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** Counts by status, and the measured error of accepted readings. */
  stats(options?: CallOptions): Promise<ReadingStats>;
}

type Send = <Result>(path: string, request: CallRequest, options?: CallOptions) => Promise<Result>;

export function createReadingsClient(send: Send): ReadingsClient {
  const at = (id: string) => `v1/readings/${encodeURIComponent(id)}`;
  return {
    create(pictures, { kind, batch, maxError, idempotencyKey, ...options } = {}) {
      const fields = { ...toFields(options), kind, batch, max_error: maxError } satisfies {
        readonly [Name in Exclude<keyof ReadingsForm, "image" | "name">]-?: number | string | undefined;
      };
      const headers = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
      return send("v1/readings", { method: "POST", headers, body: toForm(pictures, fields) }, options);
    },
    list: ({ limit, after, ...options } = {}) =>
      send("v1/readings", { query: { ...toQuery(options), limit, after } }, options),
    get: (id, options) => send(at(id), {}, options),
    getPicture: (id, options) =>
      send(`${at(id)}/picture`, { headers: ANY, read: (response) => response.blob() }, options),
    review: (id, text, { version, ...options } = {}) =>
      send(
        at(id),
        {
          method: "PUT",
          headers: { "content-type": "application/json", ...ifMatch(version) },
          body: JSON.stringify({ text }),
        },
        options,
      ),
    async delete(id, { version, ...options } = {}) {
      await send(at(id), { method: "DELETE", headers: ifMatch(version), read: () => null }, options);
    },
    claim({ signal, timeoutMs, ...claim } = {}) {
      const headers = { "content-type": "application/json" };
      const options = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
      return send("v1/readings/claim", { method: "POST", headers, body: JSON.stringify(claim) }, options);
    },
    export: ({ format, ...options } = {}) =>
      send(
        "v1/readings/export",
        { query: { ...toQuery(options), format }, headers: ANY, read: ({ body }) => body },
        { timeoutMs: Number.POSITIVE_INFINITY, ...options },
      ),
    stats: (options) => send("v1/readings/stats", {}, options),
  };
}

const ANY = { accept: "*/*" };

function toQuery({ status, kind, from, to, batch, text }: ReadingFilter) {
  return { status, kind, from: toTime(from), to: toTime(to), batch, text } satisfies {
    readonly [Name in Exclude<keyof NonNullable<ListReadingsData["query"]>, "after" | "limit">]-?: string | undefined;
  };
}

function toTime(time: Date | string | undefined): string | undefined {
  return time instanceof Date ? time.toISOString() : time;
}

function ifMatch(version: number | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { "if-match": `"${version}"` };
}
