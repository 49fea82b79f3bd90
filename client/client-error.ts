import type { ValidationIssue } from "./api-types.ts";

/**
 * - `refused`: the server answered with an error; `status` says which
 * - `unreachable`: there was no answer: no such host, no connection, or one that broke
 * - `timed_out`: there was no answer in time
 * - `unexpected`: what answered is no number-predictor
 */
export type ClientErrorCode = "refused" | "unreachable" | "timed_out" | "unexpected";

/** What an error of the server brings along. */
export interface ClientErrorOptions {
  readonly status?: number | undefined;
  readonly issues?: readonly ValidationIssue[] | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Why a picture wasn't read. The message is a sentence for people, in the server's words where it answered. */
export class ClientError extends Error {
  override readonly name = "ClientError";
  readonly code: ClientErrorCode;
  /** HTTP status: 401 for a missing key, 415 for what is no image, 422 where there is nothing on the picture. Absent without an answer. */
  readonly status: number | undefined;
  /** What is wrong with which parameter, where the request didn't validate (422). */
  readonly issues: readonly ValidationIssue[];
  /** The request's id in the server's log. */
  readonly requestId: string | undefined;
  /** How long to wait before the next try, in milliseconds (429, 503). */
  readonly retryAfterMs: number | undefined;

  constructor(code: ClientErrorCode, message: string, options: ClientErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.issues = options.issues ?? [];
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
  }
}
