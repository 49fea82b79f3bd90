import { type Automaton, type BoundedAutomaton, DEAD } from "./automaton.ts";

/**
 * Meets every state of an automaton and keeps those that lead to an accepted number, as a table. What is left can be walked without
 * surprises: no dead ends, and each step is one look-up.
 *
 * @returns null where the automaton accepts nothing, "too_large" where it has more than `maxStates` states
 */
export function tabulate(automaton: Automaton, maxStates: number): BoundedAutomaton | null | "too_large" {
  const met = meetStates(automaton, maxStates);
  if (met === null) return "too_large";
  const { states, steps } = met;
  const accepting = states.map((state) => automaton.accepts(state));
  const left = countDigitsLeft(steps, accepting);
  const numberOf = new Int32Array(states.length).fill(DEAD);
  let size = 0;
  for (let i = 0; i < states.length; i++) if (left[i] < Infinity) numberOf[i] = size++;
  if (size === 0) return null;
  const table = new Int32Array(size * 10).fill(DEAD);
  const kept = new Int32Array(size);
  for (let i = 0; i < states.length; i++) {
    if (numberOf[i] === DEAD) continue;
    kept[numberOf[i]] = left[i];
    for (let digit = 0; digit < 10; digit++) {
      const to = steps[10 * i + digit];
      if (to !== DEAD) table[10 * numberOf[i] + digit] = numberOf[to];
    }
  }
  // States are met from the starts on, so these are the first ones.
  const starts = [...numberOf.subarray(0, new Set(automaton.starts).size)].filter((state) => state !== DEAD);
  if (starts.length === 0) return null;
  return {
    starts,
    size,
    isTree: false,
    minDigits: Math.min(...starts.map((state) => kept[state])),
    maxDigits: findLongest(table, starts),
    next: (state, digit) => table[10 * state + digit],
    accepts: (state) => kept[state] === 0,
    digitsLeft: (state) => kept[state],
  };
}

/** All states that can be reached, starts first, and the steps between them (`[n × 10]`, as positions in `states`). */
function meetStates(automaton: Automaton, maxStates: number): { states: number[]; steps: number[] } | null {
  const states = [...new Set(automaton.starts)];
  const placeOf = new Map(states.map((state, i) => [state, i]));
  const steps: number[] = [];
  for (let i = 0; i < states.length; i++) {
    if (states.length > maxStates) return null;
    for (let digit = 0; digit < 10; digit++) {
      const to = automaton.next(states[i], digit);
      let place = to === DEAD ? DEAD : placeOf.get(to);
      if (place === undefined) {
        place = states.push(to) - 1;
        placeOf.set(to, place);
      }
      steps.push(place);
    }
  }
  return { states, steps };
}

/** For each state the digits of the shortest way to acceptance, breadth first and backwards. */
function countDigitsLeft(steps: readonly number[], accepting: readonly boolean[]): Float64Array {
  const n = accepting.length;
  const first = new Int32Array(n + 1);
  for (const to of steps) if (to !== DEAD) first[to + 1]++;
  for (let i = 0; i < n; i++) first[i + 1] += first[i];
  const from = new Int32Array(first[n]);
  const filled = first.slice();
  for (let i = 0; i < steps.length; i++) if (steps[i] !== DEAD) from[filled[steps[i]]++] = Math.floor(i / 10);
  const left = new Float64Array(n).fill(Infinity);
  const queue: number[] = [];
  for (let i = 0; i < n; i++) {
    if (!accepting[i]) continue;
    left[i] = 0;
    queue.push(i);
  }
  for (const state of queue) {
    for (let i = first[state]; i < first[state + 1]; i++) {
      if (left[from[i]] < Infinity) continue;
      left[from[i]] = left[state] + 1;
      queue.push(from[i]);
    }
  }
  return left;
}

/** Steps of the longest way through the table, Infinity where it goes in circles (Kahn, 1962). Every state leads to acceptance. */
function findLongest(table: Int32Array, starts: readonly number[]): number {
  const n = table.length / 10;
  const incoming = new Int32Array(n);
  for (const to of table) if (to !== DEAD) incoming[to]++;
  const depth = new Int32Array(n);
  const queue = starts.filter((state) => incoming[state] === 0);
  let longest = 0;
  let seen = 0;
  for (const state of queue) {
    seen++;
    longest = Math.max(longest, depth[state]);
    for (let i = 10 * state; i < 10 * state + 10; i++) {
      const to = table[i];
      if (to === DEAD) continue;
      depth[to] = Math.max(depth[to], depth[state] + 1);
      if (--incoming[to] === 0) queue.push(to);
    }
  }
  return seen === n ? longest : Infinity;
}
