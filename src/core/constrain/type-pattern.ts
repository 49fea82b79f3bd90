import type { NumberType } from "./constraint-options.ts";

/** Years of the Gregorian calendar that have a 29 February: multiples of 4, but of 100 only where of 400. */
const LEAP_YEAR = String.raw`(\d{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)`;
/** 0001 to 9999. */
const YEAR = String.raw`(000[1-9]|00[1-9]\d|0[1-9]\d{2}|[1-9]\d{3})`;
const DAY_TO_28 = String.raw`(0[1-9]|1\d|2[0-8])`;
const MONTH = "(0[1-9]|1[0-2])";
const MONTH_OF_30 = "(0[13-9]|1[0-2])";
const MONTH_OF_31 = "(0[13578]|1[02])";

/** Every calendar day: how day, month and year are put together is the caller's. */
function toDatePattern(write: (day: string, month: string, year: string) => string): string {
  return [
    write(DAY_TO_28, MONTH, YEAR),
    write("(29|30)", MONTH_OF_30, YEAR),
    write("31", MONTH_OF_31, YEAR),
    write("29", "02", LEAP_YEAR),
  ].join("|");
}

/**
 * What each type is short for.
 *
 * - dates: two digits of day and month, four of the year (0001 to 9999), as in 29.02.2024, 02/29/2024, 2024-02-29. Only days that exist.
 * - time: 9:30, 09:30, 23:59.
 * - amount: whole units without leading zeros, and perhaps two digits after a point: 0.50, 12, 1250.00. Which of 1250 and 12.50 it is
 *   is unclear from the digits: without the caller's evidence for a separator it is the shorter one.
 * - US ZIP code: 12345, 12345-6789.
 */
export const TYPE_PATTERNS: Readonly<Record<NumberType, string>> = {
  "date:dmy": toDatePattern((day, month, year) => String.raw`${day}\.${month}\.${year}`),
  "date:mdy": toDatePattern((day, month, year) => `${month}/${day}/${year}`),
  "date:ymd": toDatePattern((day, month, year) => `${year}-${month}-${day}`),
  time: String.raw`([01]?\d|2[0-3]):[0-5]\d`,
  amount: String.raw`(0|[1-9]\d{0,11})(\.\d{2})?`,
  "zip:us": String.raw`\d{5}(-\d{4})?`,
};
