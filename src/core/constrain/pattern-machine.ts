import { MAX_PATTERN_PLACES } from "./limits.ts";
import type { PatternPart } from "./parse-pattern.ts";
import { refuseConstraint } from "./refuse-constraint.ts";

/** Where one can stand in a pattern, and what leads on from there. `next` are numbers of places. */
export type PatternPlace =
  | { readonly kind: "digit"; readonly digits: number; readonly next: number }
  | { readonly kind: "write"; readonly characters: readonly string[]; readonly next: number }
  /** Goes on without a character. The first way is preferred. */
  | { readonly kind: "split"; readonly next: readonly number[] }
  | { readonly kind: "end" };

/** A nondeterministic machine that reads digits and writes everything else. */
export interface PatternMachine {
  readonly start: number;
  readonly places: readonly PatternPlace[];
  /** True where it writes anything: then texts are more than their digits. */
  readonly writes: boolean;
}

/**
 * Builds a pattern's machine (Thompson, *Regular Expression Search Algorithm*, CACM 11, 1968), with repeats written out.
 *
 * @param name of the parameter, for the error
 * @throws PredictorError `constraint_invalid` where the repeats make too many places
 */
export function createPatternMachine(pattern: PatternPart, name: string): PatternMachine {
  const count = countPlaces(pattern) + 1;
  if (count > MAX_PATTERN_PLACES)
    refuseConstraint(
      `${name} is too costly: its repeats make ${count < 1e15 ? count.toLocaleString("en-US") : "too many"} places, and ${MAX_PATTERN_PLACES.toLocaleString("en-US")} are allowed; use smaller numbers in { }.`,
    );
  const places: PatternPlace[] = [{ kind: "end" }];
  const add = (place: PatternPlace): number => places.push(place) - 1;

  /** From the end to the beginning, because each part must know where it leads. */
  function build(part: PatternPart, next: number): number {
    switch (part.kind) {
      case "one":
        return buildOne(part.digits, part.characters, next);
      case "sequence":
        return part.parts.reduceRight((to, inner) => build(inner, to), next);
      case "choice":
        return add({ kind: "split", next: part.parts.map((inner) => build(inner, next)) });
      case "repeat":
        return buildRepeat(part.part, part.min, part.max, next);
    }
  }

  function buildOne(digits: number, characters: readonly string[], next: number): number {
    const ways: number[] = [];
    if (digits !== 0) ways.push(add({ kind: "digit", digits, next }));
    if (characters.length > 0) ways.push(add({ kind: "write", characters, next }));
    return ways.length === 1 ? ways[0] : add({ kind: "split", next: ways });
  }

  function buildRepeat(part: PatternPart, min: number, max: number, next: number): number {
    let first = next;
    if (max === Infinity) {
      const ways: number[] = [];
      first = add({ kind: "split", next: ways });
      ways.push(build(part, first), next);
    } else {
      // X(X(X)?)? rather than X?X?X?: so there is one way only to repeat something twice.
      for (let i = min; i < max; i++) first = add({ kind: "split", next: [build(part, first), next] });
    }
    for (let i = 0; i < min; i++) first = build(part, first);
    return first;
  }

  const start = build(pattern, 0);
  return { start, places, writes: places.some(({ kind }) => kind === "write") };
}

/** At least 1 for each part, so that a repeat of nothing counts too. */
function countPlaces(part: PatternPart): number {
  switch (part.kind) {
    case "one":
      return part.digits !== 0 && part.characters.length > 0 ? 3 : 1;
    case "sequence":
      return Math.max(
        1,
        part.parts.reduce((sum, inner) => sum + countPlaces(inner), 0),
      );
    case "choice":
      return part.parts.reduce((sum, inner) => sum + countPlaces(inner), 1);
    case "repeat": {
      const { min, max } = part;
      const inner = countPlaces(part.part);
      return max === Infinity ? (min + 1) * inner + 1 : Math.max(1, max * inner + (max - min));
    }
  }
}
