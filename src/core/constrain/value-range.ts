import { DEAD } from "./automaton.ts";
import { MAX_DIGITS } from "./limits.ts";
import { quoteValue, refuseConstraint } from "./refuse-constraint.ts";

/** A machine that reads a text and accepts it where it is a number between two others. */
export interface ValueRange {
  readonly start: number;
  next(state: number, digit: number): number;
  /** After a decimal point. Every other character would make the text no number. */
  nextPoint(state: number): number;
  accepts(state: number): boolean;
}

interface Decimal {
  /** Without leading zeros: "" for 0. */
  readonly whole: string;
  /** Without trailing zeros: "" for none. */
  readonly fraction: string;
}

/** Nothing read, digits before the point, the point itself, digits after it. */
const [BEGIN, WHOLE, POINT, FRACTION] = [0, 1, 2, 3];

/**
 * Texts whose value lies from `min` to `max`, both included; null is no bound. Text is compared with text, so numbers may have any length
 * and any leading zeros, and nothing is rounded.
 *
 * The state is: before or after the point, how many digits count so far, and how they compare with as many of `min` and of `max`.
 *
 * @example createValueRange("150", "2999.99") // 150, 00150, 1999.5, 2999.99
 * @throws PredictorError `constraint_invalid` where a bound is no number, or the smaller one is not `min`
 */
export function createValueRange(minText: string | null, maxText: string | null): ValueRange {
  const min = minText === null ? null : parseDecimal(minText, "min");
  const max = maxText === null ? null : parseDecimal(maxText, "max");
  if (min !== null && max !== null && compareDecimals(min, max) > 0)
    refuseConstraint("min must not be greater than max.");
  const wholeCap = Math.max(min?.whole.length ?? 0, max?.whole.length ?? 0) + 1;
  const fractionCap = Math.max(min?.fraction.length ?? 0, max?.fraction.length ?? 0);
  const radix = Math.max(wholeCap, fractionCap) + 1;
  const encode = (phase: number, count: number, low: number, high: number): number =>
    ((phase * radix + count) * 3 + low + 1) * 3 + high + 1;
  const decode = (state: number): [phase: number, count: number, low: number, high: number] => {
    const place = Math.floor(state / 9);
    return [Math.floor(place / radix), place % radix, (Math.floor(state / 3) % 3) - 1, (state % 3) - 1];
  };

  /** How the whole part compares with a bound's, now that all its digits are known. */
  const compareWhole = (count: number, soFar: number, bound: Decimal | null, unbounded: number): number =>
    bound === null ? unbounded : count === bound.whole.length ? soFar : Math.sign(count - bound.whole.length);

  function nextWhole(count: number, low: number, high: number, digit: number): number {
    if (count === 0 && digit === 0) return encode(WHOLE, 0, low, high);
    const compare = (soFar: number, bound: Decimal | null, unbounded: number) =>
      bound === null
        ? unbounded
        : count >= bound.whole.length
          ? 1
          : soFar || Math.sign(digit - Number(bound.whole[count]));
    const isHigh = compare(high, max, -1);
    if (max !== null && count >= max.whole.length) return DEAD;
    return encode(WHOLE, Math.min(count + 1, wholeCap), compare(low, min, 1), isHigh);
  }

  function nextFraction(count: number, low: number, high: number, digit: number): number {
    const compare = (soFar: number, bound: Decimal | null) =>
      soFar || Math.sign(digit - Number(bound?.fraction[count] ?? 0));
    const isHigh = compare(high, max);
    return isHigh > 0 ? DEAD : encode(FRACTION, Math.min(count + 1, fractionCap), compare(low, min), isHigh);
  }

  return {
    start: encode(BEGIN, 0, min === null ? 1 : 0, max === null ? -1 : 0),
    next(state, digit) {
      const [phase, count, low, high] = decode(state);
      return phase < POINT ? nextWhole(count, low, high, digit) : nextFraction(count, low, high, digit);
    },
    nextPoint(state) {
      const [phase, count, low, high] = decode(state);
      if (phase !== WHOLE) return DEAD;
      const isLow = compareWhole(count, low, min, 1);
      const isHigh = compareWhole(count, high, max, -1);
      return isLow < 0 || isHigh > 0 ? DEAD : encode(POINT, 0, isLow, isHigh);
    },
    accepts(state) {
      const [phase, count, low, high] = decode(state);
      if (phase === BEGIN || phase === POINT) return false;
      const isLow = phase === WHOLE ? compareWhole(count, low, min, 1) : low;
      const isHigh = phase === WHOLE ? compareWhole(count, high, max, -1) : high;
      const fractionLeft = phase === WHOLE ? min?.fraction !== "" : count < (min?.fraction.length ?? 0);
      return isHigh <= 0 && (isLow > 0 || (isLow === 0 && !fractionLeft));
    },
  };
}

function parseDecimal(text: string, name: "min" | "max"): Decimal {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined)
    refuseConstraint(`${name} must be a number without a sign, such as 150 or 0.5, not ${quoteValue(text)}.`);
  if (text.length > MAX_DIGITS) refuseConstraint(`${name} must have at most ${MAX_DIGITS} digits.`);
  return { whole: whole.replace(/^0+/, ""), fraction: fraction.replace(/0+$/, "") };
}

function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.whole.length !== b.whole.length) return a.whole.length - b.whole.length;
  const [left, right] = [`${a.whole}.${a.fraction}`, `${b.whole}.${b.fraction}`];
  return left < right ? -1 : left > right ? 1 : 0;
}
