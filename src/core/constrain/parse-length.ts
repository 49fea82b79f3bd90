import { MAX_DIGITS } from "./limits.ts";
import { quoteValue, refuseConstraint } from "./refuse-constraint.ts";

export interface DigitCount {
  readonly min: number;
  readonly max: number;
}

/**
 * `"9"` → 9 to 9, `"3-6"` → 3 to 6 digits.
 *
 * @throws PredictorError `constraint_invalid`
 */
export function parseLength(length: string): DigitCount {
  const [, first, last = first] = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(length) ?? [];
  if (first === undefined)
    refuseConstraint(`length must be a number of digits such as 9, or a range such as 3-6, not ${quoteValue(length)}.`);
  const [min, max] = [Number(first), Number(last)];
  if (min < 1) refuseConstraint("length must be at least 1: a number has at least one digit.");
  if (max > MAX_DIGITS) refuseConstraint(`length must be at most ${MAX_DIGITS} digits.`);
  if (min > max) refuseConstraint(`length must begin with the smaller number: write ${max}-${min}.`);
  return { min, max };
}
