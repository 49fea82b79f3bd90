import { PredictorError } from "../../errors.ts";

/** Characters of a value that an error repeats; more could be anything. */
const MAX_QUOTED = 60;

/** @throws PredictorError `constraint_invalid`, always, with this sentence */
export function refuseConstraint(sentence: string): never {
  throw new PredictorError("constraint_invalid", sentence);
}

/** A value as errors show it: between quotation marks and cut off. */
export function quoteValue(value: string): string {
  return JSON.stringify(value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value);
}
