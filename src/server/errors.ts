import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, PredictorError } from "../errors.ts";
import type { App } from "./app-type.ts";
import { ValidationError } from "./fastapi/validation-error.ts";

/** What each error is over HTTP. The compiler refuses a code without a status. */
export const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  image_broken: 400,
  file_empty: 400,
  not_found: 404,
  file_too_large: 413,
  picture_too_large: 413,
  image_unsupported: 415,
  no_ink: 422,
  constraint_invalid: 422,
  cancelled: 499, // nginx's number; nobody is left to read it
  model_unusable: 500,
  store_unusable: 500,
  usage: 500,
  overloaded: 503,
  shutting_down: 503,
  timed_out: 503,
  store_unavailable: 503,
};

/** What the framework refuses before a handler runs, in our words. */
const FRAMEWORK_ERRORS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, "The request's body is too large."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, "The Content-Type header is no media type."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, "The body is shorter or longer than Content-Length says."],
  FST_ERR_BAD_URL: [404, "Not Found"],
  FST_ERR_MAX_PARAM_LENGTH: [404, "Not Found"],
};

/** Seconds until a refused client should try again. */
const RETRY_AFTER_S = 1;

/** A request that cannot be answered for reasons that only exist over HTTP. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface ErrorResponse {
  readonly status: number;
  readonly detail: unknown;
}

/** Status and `detail` of an error; what is not meant for users becomes "Internal Server Error". */
export function toErrorResponse(error: unknown): ErrorResponse {
  if (error instanceof ValidationError) return { status: 422, detail: error.issues };
  if (error instanceof RequestError) return { status: error.status, detail: error.message };
  if (error instanceof PredictorError) {
    const status = STATUS_OF[error.code];
    return { status, detail: status === 500 ? "Internal Server Error" : error.message };
  }
  const { code, statusCode, message } = error as Partial<FastifyError>;
  const known = FRAMEWORK_ERRORS[code ?? ""];
  if (known) return { status: known[0], detail: known[1] };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return { status: statusCode, detail: message };
  return { status: 500, detail: "Internal Server Error" };
}

/** Answers an error in FastAPI's shape, and logs the ones that are ours. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, detail } = toErrorResponse(error);
  if (status === 500) request.log.error({ err: error }, "request failed");
  if (status === 503 || status === 429) setDefaultHeader(reply, "retry-after", String(RETRY_AFTER_S));
  reply.code(status).send({ detail });
}

export function handleNotFound(_request: FastifyRequest, reply: FastifyReply): void {
  reply.code(404).send({ detail: "Not Found" });
}

/** Answers for paths that aren't there before their bodies are looked at. */
export function refuseUnknown(app: App): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (request.is404) handleNotFound(request, reply);
    else done();
  });
}

function setDefaultHeader(reply: FastifyReply, name: string, value: string): void {
  if (!reply.hasHeader(name)) reply.header(name, value);
}
