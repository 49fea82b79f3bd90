import { type Automaton, DEAD } from "../../../src/core/constrain/automaton.ts";

/** Walks an automaton from each of its starts. */
export function acceptsDigits(automaton: Automaton, digits: string): boolean {
  return automaton.starts.some((start) => {
    let state = start;
    for (const digit of digits) state = state === DEAD ? DEAD : automaton.next(state, Number(digit));
    return state !== DEAD && automaton.accepts(state);
  });
}
