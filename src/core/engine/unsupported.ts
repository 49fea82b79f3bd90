import { PredictorError } from "../../errors.ts";

/** @param what begins with the operator's name */
export function unsupported(what: string): PredictorError {
  return new PredictorError("model_unusable", `The engine lacks an operation of this model: ${what}.`);
}
