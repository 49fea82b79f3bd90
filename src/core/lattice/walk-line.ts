import { type Automaton, DEAD } from "../constrain/automaton.ts";
import { keepBest } from "./keep-best.ts";
import type { Line } from "./lay-out-line.ts";
import { createKeyNumbers } from "./number-keys.ts";

/** What an automaton must tell to be walked along a line. */
export interface WalkedAutomaton extends Automaton {
  /** All states are below this number. */
  readonly size: number;
  /** How many more digits it takes from here at least; 0 where unknown. */
  digitsLeft(state: number): number;
}

/**
 * A line and an automaton walked together: a graph of pairs of a context and a state, layer by layer. Each way through it is one reading
 * that the automaton accepts.
 */
export interface Walk {
  /** `[nodes + 2]`: where the pairs of each layer begin, and where the last ones end. The starts of the automaton come first. */
  readonly layerStart: Int32Array;
  /** `[pairs]`: the pair in the next layer if the node is skipped, or `DEAD`. */
  readonly skip: Int32Array;
  /** `[pairs × 10]`: the same if the node is this digit. */
  readonly use: Int32Array;
  /** `[pairs]`: log weight of the gap before the node if it is a digit. */
  readonly logGap: Float64Array;
  /** `[pairs]`, of the last layer: 1 where the automaton accepts. */
  readonly accepting: Uint8Array;
  /** False where pairs were left out. */
  readonly exact: boolean;
}

/** Pairs of a layer that go on in any case. */
const MIN_LAYER = 16;

/**
 * Finds the pairs that can be met from the left, and the ways between them.
 *
 * @param maxPairs how many there may be; of more, the likeliest of each layer go on
 */
export function walkLine(line: Line, automaton: WalkedAutomaton, maxPairs: number): Walk {
  const { layers, logDigits, logNonDigit } = line;
  const count = logNonDigit.length;
  const layerStart = new Int32Array(count + 2);
  const skips: Int32Array[] = [];
  const uses: Int32Array[] = [];
  const gaps: Float64Array[] = [];
  const places = createKeyNumbers();
  let states = automaton.starts.filter((state) => automaton.digitsLeft(state) <= count);
  let contexts = states.map(() => 0);
  let best = states.map(() => 0);
  let exact = line.exact;
  for (let node = 0; node < count; node++) {
    const { skipTo, useTo, logGap } = layers[node];
    const size = states.length;
    const nodesLeft = count - node - 1;
    const nextStates: number[] = [];
    const nextContexts: number[] = [];
    const nextBest: number[] = [];
    const goTo = (context: number, state: number, score: number): number => {
      if (state === DEAD || context === DEAD || score === -Infinity) return DEAD;
      if (automaton.digitsLeft(state) > nodesLeft) return DEAD;
      const place = places.numberOf(context * automaton.size + state);
      if (place === nextStates.length) {
        nextStates.push(state);
        nextContexts.push(context);
        nextBest.push(score);
      } else if (score > nextBest[place]) nextBest[place] = score;
      return place;
    };
    const skip = new Int32Array(size);
    const use = new Int32Array(10 * size).fill(DEAD);
    const gap = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      skip[i] = goTo(skipTo[contexts[i]], states[i], best[i] + logNonDigit[node]);
      gap[i] = logGap[contexts[i]];
      const context = useTo[contexts[i]];
      if (context === DEAD) continue;
      for (let digit = 0; digit < 10; digit++)
        use[10 * i + digit] = goTo(
          context,
          automaton.next(states[i], digit),
          best[i] + gap[i] + logDigits[10 * node + digit],
        );
    }
    places.clear();
    layerStart[node + 1] = layerStart[node] + size;
    // What earlier layers didn't need is there for the later ones.
    const allowance = Math.floor((maxPairs - layerStart[node + 1]) / (count - node));
    const kept = keepBest(nextBest, Math.max(MIN_LAYER, allowance));
    if (kept !== null) {
      exact = false;
      for (const ways of [skip, use])
        for (let i = 0; i < ways.length; i++) if (ways[i] !== DEAD) ways[i] = kept[ways[i]];
    }
    const keep = (all: number[]): number[] => (kept === null ? all : all.filter((_, i) => kept[i] !== DEAD));
    states = keep(nextStates);
    contexts = keep(nextContexts);
    best = keep(nextBest);
    const shift = layerStart[node + 1];
    for (const ways of [skip, use]) for (let i = 0; i < ways.length; i++) if (ways[i] !== DEAD) ways[i] += shift;
    skips.push(skip);
    uses.push(use);
    gaps.push(gap);
  }
  layerStart[count + 1] = layerStart[count] + states.length;
  const accepting = new Uint8Array(layerStart[count + 1]);
  states.forEach((state, i) => {
    if (automaton.accepts(state)) accepting[layerStart[count] + i] = 1;
  });
  const skip = new Int32Array(accepting.length).fill(DEAD);
  const use = new Int32Array(10 * accepting.length).fill(DEAD);
  const logGap = new Float64Array(accepting.length);
  for (let node = 0; node < count; node++) {
    skip.set(skips[node], layerStart[node]);
    use.set(uses[node], 10 * layerStart[node]);
    logGap.set(gaps[node], layerStart[node]);
  }
  return { layerStart, skip, use, logGap, accepting, exact };
}
