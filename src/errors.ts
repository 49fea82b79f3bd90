/**
 * What can go wrong, as codes that a user understands. No HTTP and no exit status in it: each interface (HTTP, command line)
 * has one exhaustive table from these codes to its own.
 */

export const ERROR_CODES = [
  /** The bytes claim to be an image of a known format, but cannot be decoded. */
  "image_broken",
  /** The bytes are of no image format that is read. */
  "image_unsupported",
  /** The file has more bytes than allowed. */
  "file_too_large",
  /** The picture has more pixels than allowed. */
  "picture_too_large",
  /** The file has no bytes at all. */
  "file_empty",
  /** The picture has nothing on it that could be ink. */
  "no_ink",
  /** There is no such file below the image root; also for every path that leads outside. */
  "not_found",
  /** The queue is full; try again later. */
  "overloaded",
  /** The service is going down. */
  "shutting_down",
  /** It took longer than allowed. */
  "timed_out",
  /** The model file or its manifest is missing, damaged or of the wrong kind. */
  "model_unusable",
  /** The caller went away before the reading was ready. */
  "cancelled",
  /** A constraint on a number is wrong, can't be satisfied or costs too much. */
  "constraint_invalid",
  /** What readings are kept in can't be reached, is full or refuses; try again later. */
  "store_unavailable",
  /** What readings are to be kept in is damaged, of a newer version or of something else. */
  "store_unusable",
  /** A command was called wrongly, or a setting has an impossible value. */
  "usage",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The one error class. Its message is a sentence that says what is wrong and what to do, fit to be shown to a user. */
export class PredictorError extends Error {
  override readonly name = "PredictorError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether it is one of ours: also where it comes from another copy of this package. */
export function isPredictorError(error: unknown): error is PredictorError {
  return (
    error instanceof Error &&
    error.name === "PredictorError" &&
    ERROR_CODES.some((code) => code === (error as PredictorError).code)
  );
}
