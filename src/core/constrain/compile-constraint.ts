import { type Automaton, type BoundedAutomaton, DEAD } from "./automaton.ts";
import { createCheckAutomaton } from "./check-automaton.ts";
import { CHECKS, type ConstraintOptions, NUMBER_TYPES, type NumberType } from "./constraint-options.ts";
import { intersect } from "./intersect.ts";
import { createLengthAutomaton } from "./length-automaton.ts";
import { MAX_STATES } from "./limits.ts";
import { createTextMatcher } from "./match-text.ts";
import { parseLength } from "./parse-length.ts";
import { type PatternPart, parsePattern } from "./parse-pattern.ts";
import { parseValues, type Values } from "./parse-values.ts";
import { createPatternAutomaton } from "./pattern-automaton.ts";
import { createPatternMachine, type PatternMachine } from "./pattern-machine.ts";
import { quoteValue, refuseConstraint } from "./refuse-constraint.ts";
import { tabulate } from "./tabulate.ts";
import { TYPE_PATTERNS } from "./type-pattern.ts";
import { createValueList } from "./value-list.ts";
import { createValueRange, type ValueRange } from "./value-range.ts";
import { writeText } from "./write-text.ts";

/** A constraint, ready to be walked together with a lattice. It holds no picture and can be used for any number of them. */
export interface Constraint {
  readonly automaton: BoundedAutomaton;
  /**
   * The text of an accepted number: its digits, and what pattern, type or list write between them. See `writeText` for the choice where
   * several texts have the same digits.
   *
   * @param digits such as "25122024"
   * @param separatorLogOdds `[digits − 1]` per gap: log of how much likelier a separator stands there than none; absent: no evidence. A list
   * takes no notice of it.
   */
  toText(digits: string, separatorLogOdds?: ArrayLike<number>): string;
}

/** The options, checked and in order; only those that are given. */
interface Parts {
  readonly names: readonly string[];
  readonly length: Automaton;
  readonly check: Automaton | null;
  readonly pattern: PatternMachine | null;
  readonly type: PatternMachine | null;
  readonly range: ValueRange | null;
  readonly values: Values | null;
}

/**
 * Makes an automaton of what is known about a number, once, before any picture is read. All options hold together:
 *
 * - `length`, `check` and `type` are about the digits, `min` and `max` about the value of the text, `pattern` about the whole text.
 * - The text is written as the list has it, else as `pattern` says, else as `type` says; else it is the digits.
 * - `min` and `max` leave only texts that are numbers: digits with at most one decimal point.
 *
 * @example
 * const constraint = compileConstraint({ type: "date:dmy", pattern: String.raw`\d{2}/\d{2}/\d{4}` });
 * constraint?.toText("29022024"); // "29/02/2024"
 * @returns null where no option is given
 * @throws PredictorError `constraint_invalid` where an option is wrong, nothing can satisfy all of them, or it would cost too much (see
 * `limits.ts`). The sentence names the parameter.
 */
export function compileConstraint(options: ConstraintOptions): Constraint | null {
  const parts = readParts(options);
  if (parts.names.length === 0) return null;
  return parts.values === null ? compileMachines(parts) : compileList(parts, parts.values);
}

function readParts({ length, pattern, min, max, check, values, type }: ConstraintOptions): Parts {
  const given = Object.entries({ length, pattern, min, max, check, values, type });
  const count = length === undefined ? { min: 1, max: Infinity } : parseLength(String(length));
  return {
    names: given.filter(([, value]) => value !== undefined).map(([name]) => name),
    length: createLengthAutomaton(count.min, count.max),
    check: check === undefined ? null : createCheckAutomaton(chooseFrom(CHECKS, check, "check")),
    pattern: pattern === undefined ? null : createPatternMachine(parsePattern(pattern), "pattern"),
    type: type === undefined ? null : createTypeMachine(chooseFrom(NUMBER_TYPES, type, "type")),
    range:
      min === undefined && max === undefined
        ? null
        : createValueRange(min === undefined ? null : String(min), max === undefined ? null : String(max)),
    values: values === undefined ? null : parseValues(values),
  };
}

function chooseFrom<Choice extends string>(choices: readonly Choice[], value: string, name: string): Choice {
  const choice = choices.find((known) => known === value);
  return choice ?? refuseConstraint(`${name} must be one of ${choices.join(", ")}, not ${quoteValue(value)}.`);
}

function createTypeMachine(type: NumberType): PatternMachine {
  return createPatternMachine(parsePattern(TYPE_PATTERNS[type]), "type");
}

function compileMachines({ names, length, check, pattern, type, range }: Parts): Constraint {
  const written = pattern ?? type ?? (range === null ? null : createPatternMachine(ANY_NUMBER, "min"));
  const all = [length, ...(check === null ? [] : [check])];
  if (written !== null)
    all.push(createPatternAutomaton(written, range, pattern !== null ? "pattern" : joinNames(names)));
  if (type !== null && written !== type) all.push(createPatternAutomaton(type, null, "type"));
  return {
    automaton: tabulateAll(all, names),
    toText: (digits, separatorLogOdds) =>
      written === null ? digits : writeText(written, range, digits, separatorLogOdds),
  };
}

/** `\d+` */
const ANY_NUMBER: PatternPart = {
  kind: "repeat",
  part: { kind: "one", digits: 0b11_1111_1111, characters: [] },
  min: 1,
  max: Infinity,
};

function compileList({ names, length, check, pattern, type, range }: Parts, values: Values): Constraint {
  const all = [length, ...(check === null ? [] : [check])];
  if (type !== null) all.push(createPatternAutomaton(type, null, "type"));
  const others = names.filter((name) => name !== "values");
  const digits = others.length === 0 ? null : tabulateAll(all, others);
  const matches = pattern === null ? null : createTextMatcher(pattern);
  const chosen = new Int32Array(values.texts.length);
  let count = 0;
  values.texts.forEach((text, i) => {
    if (digits !== null && !acceptsDigits(digits, values, i)) return;
    if (range !== null && !isInRange(range, text)) return;
    if (matches === null || matches(text)) chosen[count++] = i;
  });
  if (count === 0) refuseConstraint(`None of values satisfies ${joinNames(others)}: change one of them.`);
  const { automaton, textOf } = createValueList(values, chosen.subarray(0, count));
  return { automaton, toText: textOf };
}

function acceptsDigits(automaton: Automaton, { digits, offsets }: Values, i: number): boolean {
  return automaton.starts.some((start) => {
    let state = start;
    for (let at = offsets[i]; at < offsets[i + 1] && state !== DEAD; at++) state = automaton.next(state, digits[at]);
    return state !== DEAD && automaton.accepts(state);
  });
}

function isInRange(range: ValueRange, text: string): boolean {
  let state = range.start;
  for (const character of text) {
    if (character === ".") state = range.nextPoint(state);
    else state = /\d/.test(character) ? range.next(state, Number(character)) : DEAD;
    if (state === DEAD) return false;
  }
  return range.accepts(state);
}

function tabulateAll(automata: readonly Automaton[], names: readonly string[]): BoundedAutomaton {
  const table = tabulate(automata.reduce(intersect), MAX_STATES);
  if (table === "too_large")
    refuseConstraint(
      `${joinNames(names)} ${names.length === 1 ? "is" : "are"} too costly: more than ${MAX_STATES.toLocaleString("en-US")} states; shorten ${names.length === 1 ? "it" : "one of them"}.`,
    );
  return table ?? refuseConstraint(impossible(names));
}

function impossible(names: readonly string[]): string {
  return names.length === 1
    ? `No number satisfies ${names[0]}: it must leave at least one number with digits.`
    : `No number satisfies ${joinNames(names)} together: change one of them.`;
}

/** "length", "length and check", "length, pattern and check". */
function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
