import { MAX_PATTERN_STEPS } from "./limits.ts";
import type { PatternMachine } from "./pattern-machine.ts";
import { refuseConstraint } from "./refuse-constraint.ts";

/** Sets of places that are kept; beyond, they are forgotten and made again. */
const MAX_KEPT = 5_000;

interface Step {
  readonly places: readonly number[];
  readonly matches: boolean;
  readonly next: Map<string, Step>;
}

/**
 * Tells for one text after the other whether a pattern matches it whole, separators included. Sets of places are kept from text to text,
 * so a million texts of one shape cost little more than their characters.
 *
 * @example createTextMatcher(machine)("12.50")
 * @throws PredictorError `constraint_invalid` from the matcher, where all texts together take too many steps
 */
export function createTextMatcher({ places, start }: PatternMachine): (text: string) => boolean {
  const kept = new Map<string, Step>();
  let steps = 0;

  function stepTo(starts: readonly number[]): Step {
    const seen = new Set(starts);
    for (const number of seen) {
      const place = places[number];
      if (place.kind === "split") for (const next of place.next) seen.add(next);
    }
    steps += seen.size + 1;
    if (steps > MAX_PATTERN_STEPS)
      refuseConstraint(
        "pattern is too costly to match with values; use fewer repeats in it, or leave it out and send only the values that fit.",
      );
    const reached = [...seen].filter((number) => places[number].kind !== "split").sort((a, b) => a - b);
    const key = reached.join();
    let step = kept.get(key);
    if (step === undefined) {
      if (kept.size >= MAX_KEPT) kept.clear();
      step = { places: reached, matches: reached.some((number) => places[number].kind === "end"), next: new Map() };
      kept.set(key, step);
    }
    return step;
  }

  function goOn(step: Step, character: string): Step {
    const digit = /^\d$/.test(character) ? Number(character) : null;
    const next: number[] = [];
    for (const number of step.places) {
      const place = places[number];
      if (place.kind === "digit" ? digit !== null && (place.digits >> digit) & 1 : fits(place, character))
        next.push((place as { next: number }).next);
    }
    steps += step.places.length;
    return stepTo(next);
  }

  const fits = (place: (typeof places)[number], character: string): boolean =>
    place.kind === "write" && place.characters.includes(character);

  const first = stepTo([start]);
  return (text) => {
    let step = first;
    for (const character of text) {
      let next = step.next.get(character);
      if (next === undefined) {
        next = goOn(step, character);
        step.next.set(character, next);
      }
      step = next;
      if (step.places.length === 0) return false;
    }
    return step.matches;
  };
}
