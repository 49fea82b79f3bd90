import { type ErrorCode, PredictorError } from "../errors.ts";

/** For what is refused very often: to note where an error comes from takes longer than to refuse. */
export function refusal(code: ErrorCode, message: string): PredictorError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new PredictorError(code, message);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}
