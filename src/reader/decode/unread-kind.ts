import { PredictorError } from "../../errors.ts";

/** The error for a whole file of a kind that no decoder here reads: it is named, not called broken. */
export function unreadKind(kind: string, instead: string): PredictorError {
  return new PredictorError("image_unsupported", `This is a ${kind}, which is not read. Send ${instead}.`);
}
