/**
 * What a constraint may cost. Whatever goes beyond is refused before a picture is read, in a fraction of a second, with a sentence
 * that names the parameter.
 */

/** Characters of a pattern. */
export const MAX_PATTERN_CHARACTERS = 1_000;
/** Groups within groups in a pattern. */
export const MAX_PATTERN_DEPTH = 50;
/** Places of a pattern with its repeats written out: `\d{3}` has three. */
export const MAX_PATTERN_PLACES = 10_000;
/** Places of a pattern where one can be between two digits, all at once. */
export const MAX_PATTERN_WAYS = 1_000;
/** Digits of a number: what `length`, `{m,n}`, `min`, `max` and each of `values` can ask for. */
export const MAX_DIGITS = 1_000;
/** States of the whole automaton, all constraints together. */
export const MAX_STATES = 50_000;
/** Steps from place to place of a pattern while its automaton is built, or while it is matched with `values`. */
export const MAX_PATTERN_STEPS = 1_000_000;
/** Entries of `values`. */
export const MAX_VALUES = 1_000_000;
/** Characters of all `values` together. */
export const MAX_VALUES_CHARACTERS = 20_000_000;
