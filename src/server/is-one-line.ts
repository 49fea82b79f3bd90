import { PredictorError } from "../errors.ts";

/**
 * What `lines` asks for: `one` says that everything on the picture is one number.
 *
 * @throws PredictorError `constraint_invalid`
 */
export function isOneLine(lines: string | undefined): boolean {
  if (lines === undefined || lines === "one") return lines === "one";
  throw new PredictorError("constraint_invalid", 'lines can only be "one". Leave it out where there may be several.');
}
