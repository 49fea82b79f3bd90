import { type Automaton, DEAD } from "./automaton.ts";

/** More states than either automaton may have, so that a pair of states is one exact integer. */
const RADIX = 2 ** 26;

/**
 * The numbers that both automata accept. A state is a pair of states, made when it is met (Rabin and Scott, 1959): the cost is that
 * of the pairs that occur, not of all there are.
 */
export function intersect(a: Automaton, b: Automaton): Automaton {
  const stateOf = new Map<number, number>();
  const ofA: number[] = [];
  const ofB: number[] = [];
  const pair = (inA: number, inB: number): number => {
    if (inA === DEAD || inB === DEAD) return DEAD;
    const key = inA * RADIX + inB;
    let state = stateOf.get(key);
    if (state === undefined) {
      state = ofA.push(inA) - 1;
      ofB.push(inB);
      stateOf.set(key, state);
    }
    return state;
  };
  return {
    starts: a.starts.flatMap((inA) => b.starts.map((inB) => pair(inA, inB))),
    next: (state, digit) => pair(a.next(ofA[state], digit), b.next(ofB[state], digit)),
    accepts: (state) => a.accepts(ofA[state]) && b.accepts(ofB[state]),
  };
}
