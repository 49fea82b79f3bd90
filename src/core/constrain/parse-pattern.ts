import { MAX_DIGITS, MAX_PATTERN_CHARACTERS, MAX_PATTERN_DEPTH } from "./limits.ts";
import { quoteValue, refuseConstraint } from "./refuse-constraint.ts";

/** A pattern as a tree. */
export type PatternPart =
  | {
      readonly kind: "one";
      /** Bit k is set where digit k fits. */
      readonly digits: number;
      /** What may stand here instead of a digit; the first one is preferred. */
      readonly characters: readonly string[];
    }
  | { readonly kind: "sequence"; readonly parts: readonly PatternPart[] }
  | { readonly kind: "choice"; readonly parts: readonly PatternPart[] }
  | { readonly kind: "repeat"; readonly part: PatternPart; readonly min: number; readonly max: number };

const ALL_DIGITS = 0b11_1111_1111;
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

/**
 * Reads the stated subset of regular expressions. It always means the whole number.
 *
 * - `\d`: a digit. A digit stands for itself.
 * - `[2-5]`, `[./-]`, `[^0]`: one of these, or none of these (of printable ASCII). A class without `^` may hold digits and other characters;
 *   a class with `^` stands for digits alone where it leaves any, so `[^0]` is 1 to 9.
 * - any printable character stands for itself, after `\` where it means something else: `\.`, `\$`.
 * - `a|b`, `( )`, `(?: )`, `?`, `*`, `+`, `{m}`, `{m,}`, `{m,n}`.
 *
 * @example parsePattern(String.raw`\d{2}\.\d{2}\.\d{4}`)
 * @throws PredictorError `constraint_invalid` with what is wrong and where
 */
export function parsePattern(pattern: string): PatternPart {
  if (pattern.length > MAX_PATTERN_CHARACTERS)
    refuseConstraint(`pattern must have at most ${MAX_PATTERN_CHARACTERS} characters; this one has ${pattern.length}.`);
  if (pattern === "") refuseConstraint("pattern must not be empty; \\d+ stands for any number.");
  const characters = [...pattern];
  let at = 0;

  const refuse: (problem: string) => never = (problem) =>
    refuseConstraint(
      `pattern ${quoteValue(pattern)}: ${problem} (at character ${Math.min(at + 1, characters.length)}).`,
    );

  const takeIf = (character: string): boolean => {
    if (characters[at] !== character) return false;
    at++;
    return true;
  };

  const takePrintable = (): string => {
    const character = characters[at];
    if (!PRINTABLE.test(character)) refuse("only printable characters and blanks can stand in it");
    at++;
    return character;
  };

  function parseChoice(depth: number): PatternPart {
    if (depth > MAX_PATTERN_DEPTH) refuse(`groups may be nested at most ${MAX_PATTERN_DEPTH} deep`);
    const parts = [parseSequence(depth)];
    while (takeIf("|")) parts.push(parseSequence(depth));
    return parts.length === 1 ? parts[0] : { kind: "choice", parts };
  }

  function parseSequence(depth: number): PatternPart {
    const parts: PatternPart[] = [];
    while (at < characters.length && characters[at] !== "|" && characters[at] !== ")")
      parts.push(parseRepeat(parseOne(depth)));
    return parts.length === 1 ? parts[0] : { kind: "sequence", parts };
  }

  function parseOne(depth: number): PatternPart {
    const character = characters[at];
    if (character === "(") return parseGroup(depth);
    if (character === "[") return parseClass();
    if (character === "\\") return toOne(takeEscaped());
    if (character === ".") refuse("a point alone is not known here: write \\d for any digit, \\. for a point");
    if (character === "^" || character === "$")
      refuse(
        `leave ${character} out, the whole number is always meant, or write \\${character} for the character itself`,
      );
    if ("*+?{".includes(character))
      refuse(`${character} must follow what it repeats; write \\${character} for the character itself`);
    if ("]}".includes(character))
      refuse(`${character} has no beginning; write \\${character} for the character itself`);
    return toOne(takePrintable());
  }

  function parseGroup(depth: number): PatternPart {
    at++;
    if (takeIf("?") && !takeIf(":")) refuse("of the groups that begin with (? only (?: is known");
    const part = parseChoice(depth + 1);
    if (!takeIf(")")) refuse("a ) is missing");
    return part;
  }

  function parseRepeat(part: PatternPart): PatternPart {
    const repeat = takeRepeat();
    if (repeat === null) return part;
    if (at < characters.length && "*+?{".includes(characters[at]))
      refuse(`${characters[at]} can't follow another repeat; put what it repeats between ( and )`);
    return { kind: "repeat", part, ...repeat };
  }

  function takeRepeat(): { min: number; max: number } | null {
    if (takeIf("?")) return { min: 0, max: 1 };
    if (takeIf("*")) return { min: 0, max: Infinity };
    if (takeIf("+")) return { min: 1, max: Infinity };
    if (characters[at] !== "{") return null;
    const [whole, first, comma, last] = /^\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(characters.slice(at).join("")) ?? [];
    if (whole === undefined) refuse("write {3}, {3,} or {3,6}, or \\{ for the character itself");
    const min = Number(first);
    const max = last !== undefined ? Number(last) : comma !== undefined ? Infinity : min;
    if (min > max) refuse("the smaller number of a repeat comes first");
    if (Math.max(min, max === Infinity ? 0 : max) > MAX_DIGITS) refuse(`a repeat may be at most ${MAX_DIGITS}`);
    at += whole.length;
    return { min, max };
  }

  /** A character after `\`, or "\d". */
  function takeEscaped(): string {
    at++;
    if (at === characters.length) refuse("a character must follow \\; write \\\\ for the character itself");
    if (takeIf("d")) return "\\d";
    if (/[A-Za-z0-9]/.test(characters[at]))
      refuse(`\\${characters[at]} is not known here; of the letters after \\ only \\d is`);
    return takePrintable();
  }

  function parseClass(): PatternPart {
    at++;
    const negated = takeIf("^");
    const members = new Set<string>();
    while (!takeIf("]")) {
      if (at >= characters.length) refuse("a ] is missing");
      const first = takeMember();
      if (characters[at] !== "-" || characters[at + 1] === "]" || at + 1 >= characters.length) {
        for (const member of first === "\\d" ? "0123456789" : [first]) members.add(member);
        continue;
      }
      at++;
      for (const member of membersBetween(first, takeMember())) members.add(member);
    }
    if (negated) return withoutMembers(members);
    if (members.size === 0) refuse("a class must hold something");
    return toClass(members);
  }

  function takeMember(): string {
    return characters[at] === "\\" ? takeEscaped() : takePrintable();
  }

  function membersBetween(first: string, last: string): string[] {
    const [low, high] = [first, last].map((member) => member.codePointAt(0) as number);
    if (first === "\\d" || last === "\\d" || low > high || low < FIRST_PRINTABLE || high > LAST_PRINTABLE)
      refuse("a range in a class goes from a smaller to a larger ASCII character; put a plain - first or last");
    return Array.from({ length: high - low + 1 }, (_, i) => String.fromCharCode(low + i));
  }

  function withoutMembers(members: ReadonlySet<string>): PatternPart {
    const rest = membersBetween(String.fromCharCode(FIRST_PRINTABLE), String.fromCharCode(LAST_PRINTABLE)).filter(
      (character) => !members.has(character),
    );
    if (rest.length === 0) refuse("this class leaves nothing");
    const digits = rest.filter((character) => /\d/.test(character));
    return toClass(digits.length > 0 ? digits : rest);
  }

  const part = parseChoice(0);
  if (at < characters.length) refuse("this ) has no beginning; write \\) for the character itself");
  return part;
}

function toOne(character: string): PatternPart {
  return character === "\\d" ? { kind: "one", digits: ALL_DIGITS, characters: [] } : toClass([character]);
}

function toClass(members: Iterable<string>): PatternPart {
  let digits = 0;
  const characters: string[] = [];
  for (const member of members) {
    if (/^\d$/.test(member)) digits |= 1 << Number(member);
    else characters.push(member);
  }
  return { kind: "one", digits, characters };
}
