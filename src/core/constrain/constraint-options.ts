/** The checks that a number can be asked to satisfy. */
export const CHECKS = ["luhn", "mod97", "isbn10", "ean13", "aba", "verhoeff", "damm"] as const;
export type Check = (typeof CHECKS)[number];

/** Shorthands for patterns. */
export const NUMBER_TYPES = ["date:dmy", "date:mdy", "date:ymd", "time", "amount", "zip:us"] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

/**
 * What is known about a number before it is read. Every option is hard, and they combine: the number satisfies all of them.
 *
 * Digits come from the picture. All other characters of a pattern, type or value are written, not read.
 */
export interface ConstraintOptions {
  /** How many digits: `"9"`, `"3-6"`. */
  readonly length?: string | number | undefined;
  /** What the whole text looks like, as a subset of regular expressions: see `parsePattern`. */
  readonly pattern?: string | undefined;
  /** The smallest value, as decimal text of any length: `"150"`, `"0.5"`. The number may have leading zeros. */
  readonly min?: string | number | undefined;
  /** The largest value, as `min`. */
  readonly max?: string | number | undefined;
  /** One of `CHECKS`. */
  readonly check?: string | undefined;
  /** The numbers to choose from: a list, or text with one a line. */
  readonly values?: string | readonly (string | number)[] | undefined;
  /** One of `NUMBER_TYPES`: see `TYPE_PATTERNS`. */
  readonly type?: string | undefined;
}
