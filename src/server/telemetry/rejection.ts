import { ERROR_CODES, PredictorError } from "../../errors.ts";
import { toErrorResponse } from "../errors.ts";

/** What a request can be refused for before it comes to a picture, by status; 503 without a code of ours is the time limit. */
export const REASON_OF_STATUS: Readonly<Record<number, string>> = {
  400: "malformed",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "too_slow",
  409: "conflict",
  412: "changed",
  413: "too_large",
  415: "unsupported",
  422: "invalid",
  429: "rate_limited",
  503: "timed_out",
};

/** Values of the label `reason`: error codes, and what only exists over HTTP. */
export const REJECTIONS = [...new Set([...ERROR_CODES, ...Object.values(REASON_OF_STATUS), "internal"])];

/** Why nothing was read, in one word for the metrics. */
export function toRejection(error: unknown): string {
  if (error instanceof PredictorError) return error.code;
  return REASON_OF_STATUS[toErrorResponse(error).status] ?? "internal";
}
