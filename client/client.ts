import type {
  DigitReading,
  DigitsResponse,
  ImageError,
  Manifest,
  NumbersForm,
  NumbersReading,
  NumbersResponse,
  ValidationIssue,
} from "./api-types.ts";
import { ClientError } from "./client-error.ts";

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

/** An image file: a browser's `File` or `Blob`, Node's `openAsBlob(path)` or `readFile(path)`. What has no name is called `blob`. */
export type Picture = Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** An image file with a name, which its result then carries. A `File` has one already. */
export interface NamedPicture {
  readonly name: string;
  readonly data: Picture;
}

export interface ReadOptions {
  /** Share of accepted answers that may be wrong, above 0 and at most 1; 0.01 by default. */
  readonly maxError?: number;
  /** Adds what the classifier saw. */
  readonly explain?: boolean;
  /** Ends the request; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** In place of the client's, in milliseconds. */
  readonly timeoutMs?: number;
}

/** What every number must satisfy; the options combine. */
export interface Constraint {
  /** How many digits: `9`, `"3-6"`. */
  readonly length?: number | string;
  /** What the whole text looks like, a subset of regular expressions: `"\\d{2}\\.\\d{2}"`. */
  readonly pattern?: string;
  /** The least value. */
  readonly min?: number | string;
  /** The greatest value. */
  readonly max?: number | string;
  /** Whose check digits are right: `"luhn"`, `"mod97"`, `"isbn10"`, `"ean13"`, `"aba"`, `"verhoeff"`, `"damm"`. */
  readonly check?: string;
  /** The numbers to choose from. */
  readonly values?: readonly (number | string)[];
  /** A shorthand for a pattern: `"date:dmy"`, `"date:mdy"`, `"date:ymd"`, `"time"`, `"amount"`, `"zip:us"`. */
  readonly type?: string;
}

export interface NumbersOptions extends ReadOptions {
  readonly constraint?: Constraint;
  /** `"one"`: everything on the picture is one number. */
  readonly lines?: "one";
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
  readModel(options?: Pick<ReadOptions, "signal" | "timeoutMs">): Promise<Manifest>;
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
    readModel: (options) => request<Manifest>("v1/model", { method: "GET" }, options),
  };

  function readDigitBatch(pictures: readonly (Picture | NamedPicture)[], options: ReadOptions = {}) {
    return request<DigitsResponse>("v1/digits", { method: "POST", body: toForm(pictures) }, options);
  }

  function readNumbersBatch(pictures: readonly (Picture | NamedPicture)[], options: NumbersOptions = {}) {
    const form = toForm(pictures);
    for (const [name, value] of Object.entries(toFields(options))) form.append(name, value);
    return request<NumbersResponse>("v1/numbers", { method: "POST", body: form }, options);
  }

  async function request<Result>(path: string, init: RequestInit, options: ReadOptions = {}): Promise<Result> {
    const { maxError, explain, signal, timeoutMs = defaultTimeoutMs ?? DEFAULT_TIMEOUT_MS } = options;
    signal?.throwIfAborted(); // Node's fetch rejects then, but also breaks the form behind our back
    const address = new URL(path, base);
    if (maxError !== undefined) address.searchParams.set("max_error", String(maxError));
    if (explain !== undefined) address.searchParams.set("explain", String(explain));
    const headers = { accept: "application/json", ...(apiKey !== undefined && { "x-api-key": apiKey }) };
    const timeout = Number.isFinite(timeoutMs) ? [AbortSignal.timeout(timeoutMs)] : [];
    const signals = AbortSignal.any(signal === undefined ? timeout : [signal, ...timeout]);
    let response: Response;
    let body: unknown;
    try {
      response = await (send ?? fetch)(address, { ...init, headers, signal: signals });
      body = toJson(await response.text());
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (timeout[0]?.aborted) {
        throw new ClientError("timed_out", `${base.host} did not answer within ${timeoutMs / 1000} s.`, { cause });
      }
      throw new ClientError("unreachable", `${base.host} can't be reached. Is the server running there?`, { cause });
    }
    if (!response.ok) throw toError(response, body);
    if (!isObject(body)) throw new ClientError("unexpected", `What answers at ${base} is no number-predictor.`);
    return body as Result;
  }
}

function toForm(pictures: readonly (Picture | NamedPicture)[]): FormData {
  const form = new FormData();
  for (const picture of pictures) {
    if ("data" in picture) form.append("image", toBlob(picture.data), picture.name);
    else form.append("image", toBlob(picture));
  }
  return form;
}

function toBlob(picture: Picture): Blob {
  return picture instanceof Blob ? picture : new Blob([picture]);
}

/** Fields of the form, which may be as long as a list of values is. */
function toFields({ constraint = {}, lines }: NumbersOptions): Record<string, string> {
  const { length, pattern, min, max, check, values, type } = constraint;
  // The compiler asks for a field that is added to the API.
  const fields = { length, pattern, min, max, check, values: values?.join("\n"), type, lines } satisfies {
    readonly [Name in Exclude<keyof NumbersForm, "image">]-?: number | string | undefined;
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
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
