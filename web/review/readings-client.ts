import { Problem } from "../reading.ts";
import { REVIEW_TEXTS } from "./texts.ts";

export type Status = "accepted" | "review" | "rejected" | "confirmed" | "corrected";

/** A stored reading, as far as this page needs it (`StoredReading` of docs/openapi.json). */
export interface StoredReading {
  readonly id: string;
  readonly kind: "digit" | "number";
  readonly created_at: string;
  readonly status: Status;
  readonly text: string | null;
  readonly confidence: number | null;
  readonly corrected_from: string | null;
  readonly reviewed_by: string | null;
  readonly batch: string | null;
  readonly name: string | null;
  /** In the upright picture's own pixels. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | null;
  readonly version: number;
  readonly links: { readonly picture: string | null };
}

export interface ReadingsPage {
  readonly items: readonly StoredReading[];
  readonly next: string | null;
}

/** The API's `/v1/readings`. All of it throws Problem: `off`, `key_wanted`, `forbidden`, `missing`, `changed`, `server_gone`, `refused`. */
export interface ReadingsClient {
  /** Readings for review that nobody else gets for some minutes, oldest first. */
  claim(limit: number): Promise<readonly StoredReading[]>;
  /** Says what stands there; null for no number. Only where nobody else has changed it since. */
  review(reading: Pick<StoredReading, "id" | "version">, text: string | null): Promise<StoredReading>;
  list(filter: URLSearchParams, after: string | null): Promise<ReadingsPage>;
  export(filter: URLSearchParams): Promise<Blob>;
  delete(id: string): Promise<void>;
  picture(reading: StoredReading): Promise<Blob>;
  /** How many wait for review. */
  countWaiting(): Promise<number>;
}

const TIMEOUT_MS = 30_000;
/** A table of a million readings takes a while. */
const EXPORT_TIMEOUT_MS = 30 * 60_000;

/**
 * @param api address of the API, with its last slash
 * @param keyOf the key to send, empty for none
 */
export function createReadingsClient(api: URL, keyOf: () => string): ReadingsClient {
  async function send(path: string, init: RequestInit = {}, timeoutMs = TIMEOUT_MS): Promise<Response> {
    const key = keyOf();
    const headers = new Headers(init.headers);
    if (key !== "") headers.set("x-api-key", key); // a header, since what stands in an address ends up in logs
    let response: Response;
    try {
      response = await fetch(new URL(path, api), { ...init, headers, signal: AbortSignal.timeout(timeoutMs) });
    } catch {
      throw new Problem("server_gone", REVIEW_TEXTS.problems.serverGone);
    }
    if (!response.ok) throw await toProblem(response, path, key);
    return response;
  }

  const sendJson = async (path: string, method: string, body: object, headers: Record<string, string> = {}) => {
    const init = { method, body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
    return await (await send(path, { ...init, keepalive: true })).json();
  };

  return {
    claim: async (limit) => (await sendJson("v1/readings/claim", "POST", { limit })).items,
    review: async ({ id, version }, text) =>
      await sendJson(`v1/readings/${id}`, "PUT", { text }, { "if-match": `"${version}"` }),
    async list(filter, after) {
      const query = new URLSearchParams(filter);
      if (after !== null) query.set("after", after);
      return await (await send(`v1/readings?${query}`)).json();
    },
    async export(filter) {
      const query = new URLSearchParams(filter);
      query.set("format", "csv");
      return await (await send(`v1/readings/export?${query}`, {}, EXPORT_TIMEOUT_MS)).blob();
    },
    async delete(id) {
      await send(`v1/readings/${id}`, { method: "DELETE" });
    },
    picture: async ({ id }) => await (await send(`v1/readings/${id}/picture`)).blob(),
    countWaiting: async () => (await (await send("v1/readings/stats")).json()).by_status.review,
  };
}

async function toProblem(response: Response, path: string, key: string): Promise<Problem> {
  const { detail } = await response.json().catch(() => ({ detail: undefined }));
  const { problems } = REVIEW_TEXTS;
  const said = typeof detail === "string" ? detail : problems.unexpected;
  switch (response.status) {
    case 401:
      return new Problem("key_wanted", key === "" ? problems.keyWanted : problems.keyWrong);
    case 403:
      return new Problem("forbidden", said);
    case 404:
      return /^v1\/readings\/(?!claim|stats|export)/.test(path)
        ? new Problem("missing", said)
        : new Problem("off", problems.off);
    case 412:
      return new Problem("changed", problems.changed);
    default:
      return response.status >= 500 || response.status === 429
        ? new Problem("server_gone", problems.serverGone)
        : new Problem("refused", said);
  }
}
