import { type BoundedAutomaton, DEAD } from "./automaton.ts";
import type { Values } from "./parse-values.ts";
import { sortValues } from "./sort-values.ts";

export interface ValueList {
  readonly automaton: BoundedAutomaton;
  /** The text of an accepted number: of values with the same digits the shortest, of these the first. */
  textOf(digits: string): string;
}

/**
 * The automaton of a list. The sorted digits are the automaton: a state is the first value that begins in the same way, and how much of
 * it is read. So a million values need no table, and a step is a binary search.
 *
 * @param chosen positions of the values that count, at least one
 */
export function createValueList(values: Values, chosen: Int32Array): ValueList {
  const order = chosen.slice();
  sortValues(order, values);
  const sorted = copySorted(order.subarray(0, dropEqual(order, values)), values);
  const { digits, offsets } = sorted;
  const count = offsets.length - 1;
  const lengthOf = (i: number): number => offsets[i + 1] - offsets[i];
  let minDigits = Infinity;
  let maxDigits = 0;
  for (let i = 0; i < count; i++) {
    minDigits = Math.min(minDigits, lengthOf(i));
    maxDigits = Math.max(maxDigits, lengthOf(i));
  }
  const stride = maxDigits + 1;

  /** True where value `i` begins as value `first` does, up to `depth`. `i` comes later, so the last digits differ soonest. */
  const begins = (i: number, first: number, depth: number): boolean => {
    if (lengthOf(i) < depth) return false;
    const [a, b] = [offsets[i], offsets[first]];
    for (let at = depth - 1; at >= 0; at--) if (digits[a + at] !== digits[b + at]) return false;
    return true;
  };
  /** True where value `i` comes before all that begin as `first` does and go on with `digit`. */
  const isBefore = (i: number, first: number, depth: number, digit: number): boolean =>
    begins(i, first, depth) && (lengthOf(i) === depth || digits[offsets[i] + depth] < digit);

  function next(state: number, digit: number): number {
    const first = Math.floor(state / stride);
    const depth = state % stride;
    let below = first - 1;
    let above = first;
    for (let step = 1; above < count && isBefore(above, first, depth, digit); step *= 2) {
      below = above;
      above = Math.min(count, above + step);
    }
    while (above - below > 1) {
      const middle = (above + below) >> 1;
      if (isBefore(middle, first, depth, digit)) below = middle;
      else above = middle;
    }
    const found = above < count && lengthOf(above) > depth && digits[offsets[above] + depth] === digit;
    return found && begins(above, first, depth) ? above * stride + depth + 1 : DEAD;
  }

  const accepts = (state: number): boolean => lengthOf(Math.floor(state / stride)) === state % stride;
  return {
    automaton: {
      starts: [0],
      size: count * stride,
      isTree: true,
      minDigits,
      maxDigits,
      next,
      accepts,
      digitsLeft: () => 0,
    },
    textOf(text) {
      let state = 0;
      for (const digit of text) state = state === DEAD ? DEAD : next(state, Number(digit));
      if (state === DEAD || !accepts(state)) throw new RangeError("The list doesn't hold these digits.");
      return sorted.texts[Math.floor(state / stride)];
    },
  };
}

/** The digits of neighbours lie beside each other, which makes each look-up several times quicker. */
function copySorted(order: Int32Array, values: Values): Values {
  const offsets = new Int32Array(order.length + 1);
  order.forEach((value, i) => {
    offsets[i + 1] = offsets[i] + values.offsets[value + 1] - values.offsets[value];
  });
  const digits = new Uint8Array(offsets[order.length]);
  order.forEach((value, i) => {
    const from = values.offsets[value];
    for (let at = offsets[i]; at < offsets[i + 1]; at++) digits[at] = values.digits[from + at - offsets[i]];
  });
  return { texts: Array.from(order, (value) => values.texts[value]), digits, offsets };
}

/** Of values with the same digits keeps the one with the shortest text, of these the first. Returns how many are left, in front. */
function dropEqual(order: Int32Array, { texts, digits, offsets }: Values): number {
  const isSame = (a: number, b: number): boolean => {
    const length = offsets[a + 1] - offsets[a];
    if (offsets[b + 1] - offsets[b] !== length) return false;
    for (let at = 0; at < length; at++) if (digits[offsets[a] + at] !== digits[offsets[b] + at]) return false;
    return true;
  };
  let count = 0;
  for (const value of order) {
    const last = count - 1;
    if (count === 0 || !isSame(order[last], value)) order[count++] = value;
    else if (texts[value].length < texts[order[last]].length) order[last] = value;
  }
  return count;
}
