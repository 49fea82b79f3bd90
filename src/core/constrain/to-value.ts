/**
 * The number that a text stands for: digits, with at most one decimal point between them. Null for a date, a time, or anything else
 * that is none. Beyond 2^53 it is the nearest number that JavaScript has.
 *
 * @example toValue("0142") // 142; toValue("12.50") // 12.5; toValue("24.12.2024") // null
 */
export function toValue(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
