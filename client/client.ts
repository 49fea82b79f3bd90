import type {
  DigitReading,
  DigitsResponse,
  ImageError,
  Manifest,
  NumbersReading,
  NumbersResponse,
  ValidationIssue,
} from "./api-types.ts";
import { ClientError } from "./client-error.ts";
import type { CallOptions, CallRequest, NamedPicture, NumbersOptions, Picture, ReadOptions } from "./options.ts";
import { createReadingsClient, type ReadingsClient } from "./readings-client.ts";
import { toFields, toForm } from "./to-form.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

export interface ClientOptions {
  /** Where the server is, with the path that a proxy serves it under: `"https://example.org/digits"`. */
  readonly url: string | URL;
  /** Sent as `X-API-Key`. */
  readonly apiKey?: string;
  /** How long a request may take, upload included, in milliseconds. 30 s by default; `Infinity` for no limit. */
  readonly timeoutMs?: number;
  /** What sends requests, in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface Client {
  /**
   * Reads the digit on a picture.
   *
   * @returns `digit` is 0…9, or null where it is more likely none; `confidence` is the calibrated probability that this is right
   * @throws ClientError `refused` with status 415 or 400 if it is no image, 413 if it is too large, 422 if there is nothing on it
   * @example
   * const { digit, decision } = await client.readDigit(file, { maxError: 0.005 });
   * if (decision === "accept") console.log(digit);
   */
  readDigit(picture: Picture | NamedPicture, options?: ReadOptions): Promise<DigitReading>;
  /**
   * Reads the digit on each picture, in one request.
   *
   * @returns a result for each picture, in order. One that can't be read has `error`, and the others stand
   * @throws ClientError 413 if there are more than the server takes at a time, 32 by default
   */
  readDigitBatch(pictures: readonly (Picture | NamedPicture)[], options?: ReadOptions): Promise<DigitsResponse>;
  /**
   * Reads every number on a picture, in reading order; none on it is an empty list.
   *
   * @throws ClientError as `readDigit`; 422 if no number can satisfy the constraint
   * @example
   * const { numbers } = await client.readNumbers(file, { constraint: { type: "date:dmy" } });
   */
  readNumbers(picture: Picture | NamedPicture, options?: NumbersOptions): Promise<NumbersReading>;
  /** Reads every number on each picture, in one request: see `readDigitBatch`. */
  readNumbersBatch(pictures: readonly (Picture | NamedPicture)[], options?: NumbersOptions): Promise<NumbersResponse>;
  /** What the served model is, and how its readings are decided. */
  readModel(options?: CallOptions): Promise<Manifest>;
  /** Readings that the server keeps, where it runs with `--readings`. */
  readonly readings: ReadingsClient;
}

/**
 * A client of one server. It holds no connection and needs no closing.
 *
 * @throws TypeError if `url` is no address
 * @example
 * const client = createClient({ url: "http://localhost:8000" });
 * const { digit, confidence } = await client.readDigit(await openAsBlob("7.png"));
 */
export function createClient({ url, apiKey, timeoutMs: defaultTimeoutMs, fetch: send }: ClientOptions): Client {
  const base = new URL(url);
  if (!base.pathname.endsWith("/")) base.pathname += "/";

  return {
    readDigit: async (picture, options) => first(await readDigitBatch([picture], options)),
    readDigitBatch,
    readNumbers: async (picture, options) => first(await readNumbersBatch([picture], options)),
    readNumbersBatch,
    readModel: (options) => request<Manifest>("v1/model", {}, options),
    readings: createReadingsClient(request),
  };

  function readDigitBatch(pictures: readonly (Picture | NamedPicture)[], options: ReadOptions = {}) {
    const query = { max_error: options.maxError, explain: options.explain };
    return request<DigitsResponse>("v1/digits", { method: "POST", query, body: toForm(pictures) }, options);
  }

  function readNumbersBatch(pictures: readonly (Picture | NamedPicture)[], options: NumbersOptions = {}) {
    const query = { max_error: options.maxError, explain: options.explain };
    const body = toForm(pictures, toFields(options));
    return request<NumbersResponse>("v1/numbers", { method: "POST", query, body }, options);
  }

  async function request<Result>(
    path: string,
    { query = {}, headers, read = readObject, ...init }: CallRequest,
    { signal, timeoutMs = defaultTimeoutMs ?? DEFAULT_TIMEOUT_MS }: CallOptions = {},
  ): Promise<Result> {
    signal?.throwIfAborted(); // Node's fetch rejects then, but also breaks the form behind our back
    const address = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) address.searchParams.set(name, String(value));
    }
    const allHeaders = { accept: "application/json", ...(apiKey !== undefined && { "x-api-key": apiKey }), ...headers };
    const timeout = Number.isFinite(timeoutMs) ? [AbortSignal.timeout(timeoutMs)] : [];
    const signals = AbortSignal.any(signal === undefined ? timeout : [signal, ...timeout]);
    let response: Response;
    let body: unknown;
    try {
      response = await (send ?? fetch)(address, { ...init, headers: allHeaders, signal: signals });
      body = response.ok ? await read(response) : toJson(await response.text());
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (timeout[0]?.aborted) {
        throw new ClientError("timed_out", `${base.host} did not answer within ${timeoutMs / 1000} s.`, { cause });
      }
      throw new ClientError("unreachable", `${base.host} can't be reached. Is the server running there?`, { cause });
    }
    if (!response.ok) throw toError(response, body);
    if (body === undefined) throw new ClientError("unexpected", `What answers at ${base} is no number-predictor.`);
    return body as Result;
  }
}

function first<Result extends object>({ results: [result] }: { readonly results: (Result | ImageError)[] }): Result {
  if (!("error" in result)) return result;
  throw new ClientError("refused", result.error.detail, { status: result.error.status });
}

function toError({ status, headers, statusText }: Response, body: unknown): ClientError {
  const detail = isObject(body) ? body.detail : undefined;
  const issues = Array.isArray(detail) ? (detail as ValidationIssue[]) : [];
  const said = typeof detail === "string" ? detail : issues.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join("; ");
  const retryAfterS = Number(headers.get("retry-after") ?? Number.NaN);
  return new ClientError(detail === undefined ? "unexpected" : "refused", said || `${status} ${statusText}`.trim(), {
    status,
    issues,
    requestId: headers.get("x-request-id") ?? undefined,
    retryAfterMs: Number.isFinite(retryAfterS) ? retryAfterS * 1000 : undefined,
  });
}

async function readObject(response: Response): Promise<object | undefined> {
  const body = toJson(await response.text());
  return isObject(body) ? body : undefined;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
