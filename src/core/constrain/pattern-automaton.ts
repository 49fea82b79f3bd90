import { type Automaton, DEAD } from "./automaton.ts";
import { MAX_PATTERN_STEPS, MAX_PATTERN_WAYS, MAX_STATES } from "./limits.ts";
import type { PatternMachine } from "./pattern-machine.ts";
import { refuseConstraint } from "./refuse-constraint.ts";
import type { ValueRange } from "./value-range.ts";

const UNKNOWN = -2;

/**
 * The digit strings that a pattern can write: a string is accepted where some text that the pattern matches has these digits and, with a
 * range, a value in it. A state is the set of places where one can be (Rabin and Scott, 1959), made when it is met.
 *
 * @param name of the parameter, for the error
 * @throws PredictorError `constraint_invalid` from `next`, where there are too many states or steps
 */
export function createPatternAutomaton(machine: PatternMachine, range: ValueRange | null, name: string): Automaton {
  const { places } = machine;
  // A spot is a place and a state of the range, as one integer.
  const spotOf = (place: number, value: number): number => value * places.length + place;
  const stateOf = new Map<string, number>();
  const spotsOf: number[][] = [];
  const accepting: boolean[] = [];
  const known: number[] = [];
  let steps = 0;

  const refuseCost = (): never =>
    refuseConstraint(
      `${name} is too costly: it can go on in too many ways at once; use fewer repeats in it, and none within another.`,
    );

  /** All spots that can be reached without a digit, from these on; kept are those where something ends or is read. */
  function close(spots: readonly number[]): number[] {
    const seen = new Set(spots);
    const kept: number[] = [];
    for (const spot of seen) {
      if (++steps > MAX_PATTERN_STEPS || seen.size > MAX_PATTERN_WAYS) refuseCost();
      const place = places[spot % places.length];
      const value = Math.floor(spot / places.length);
      if (place.kind === "split") for (const next of place.next) seen.add(spotOf(next, value));
      else if (place.kind !== "write") kept.push(spot);
      else {
        const written = range === null ? value : place.characters.includes(".") ? range.nextPoint(value) : DEAD;
        if (written !== DEAD) seen.add(spotOf(place.next, written));
      }
    }
    return kept.sort((a, b) => a - b);
  }

  function stateFor(spots: readonly number[]): number {
    const kept = close(spots);
    if (kept.length === 0) return DEAD;
    const key = kept.join();
    let state = stateOf.get(key);
    if (state === undefined) {
      state = spotsOf.push(kept) - 1;
      if (state >= MAX_STATES) refuseCost();
      stateOf.set(key, state);
      accepting.push(
        kept.some(
          (spot) =>
            places[spot % places.length].kind === "end" &&
            (range === null || range.accepts(Math.floor(spot / places.length))),
        ),
      );
      for (let digit = 0; digit < 10; digit++) known.push(UNKNOWN);
    }
    return state;
  }

  function step(state: number, digit: number): number {
    const spots: number[] = [];
    for (const spot of spotsOf[state]) {
      const place = places[spot % places.length];
      if (place.kind !== "digit" || ((place.digits >> digit) & 1) === 0) continue;
      const value = Math.floor(spot / places.length);
      const read = range === null ? value : range.next(value, digit);
      if (read !== DEAD) spots.push(spotOf(place.next, read));
    }
    steps += spotsOf[state].length;
    return spots.length === 0 ? DEAD : stateFor(spots);
  }

  const start = stateFor([spotOf(machine.start, range?.start ?? 0)]);
  return {
    starts: start === DEAD ? [] : [start],
    next(state, digit) {
      const at = 10 * state + digit;
      if (known[at] === UNKNOWN) known[at] = step(state, digit);
      return known[at];
    },
    accepts: (state) => accepting[state],
  };
}
