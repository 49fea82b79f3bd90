/** No accepted number goes on this way. */
export const DEAD = -1;

/**
 * A set of numbers, as a machine that reads their digits from left to right. States are integers from 0 on; a machine may make them
 * as they are met.
 *
 * It is deterministic from each start. There may be several starts, because some checks count from the right: each start stands for
 * a guess of how many digits follow, and **each accepted number is accepted from exactly one start**. So probabilities of starts add
 * up, and nothing counts twice.
 */
export interface Automaton {
  readonly starts: readonly number[];
  /**
   * @param digit 0…9
   * @returns the next state, or `DEAD`
   */
  next(state: number, digit: number): number;
  /** True where the digits read so far are a number of the set. */
  accepts(state: number): boolean;
}

/** An automaton that is known as a whole: it is not empty, it ends, and its cost is bounded. */
export interface BoundedAutomaton extends Automaton {
  /** All states are below this number. */
  readonly size: number;
  /** True where no two beginnings of numbers share a state, as in a list of values. `size` may then be in the millions. */
  readonly isTree: boolean;
  /** Digits of the shortest accepted number. */
  readonly minDigits: number;
  /** Digits of the longest accepted number; Infinity where there is none. */
  readonly maxDigits: number;
  /** How many more digits it takes from here at least; 0 where unknown. */
  digitsLeft(state: number): number;
}
