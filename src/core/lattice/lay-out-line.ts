import { DEAD } from "../constrain/automaton.ts";
import { keepBest } from "./keep-best.ts";

/** What is known before the decision about a node. */
export interface LineLayer {
  /** How many contexts there are. */
  readonly size: number;
  /** `[size]`: the context in the next layer if the node is skipped. */
  readonly skipTo: Int32Array;
  /** `[size]`: the same if it is a digit; `DEAD` where it may not be. */
  readonly useTo: Int32Array;
  /** `[size]`: log weight of the gap before it if it is a digit. */
  readonly logGap: Float64Array;
}

/** A line as layers: one before each node, and a last one with a single context. */
export interface Line {
  /** `[nodes × 10]` */
  readonly logDigits: Float64Array;
  /** `[nodes]` */
  readonly logNonDigit: Float64Array;
  readonly layers: readonly LineLayer[];
  /** False where contexts were left out. */
  readonly exact: boolean;
}

interface Context {
  /** Nodes from here on that are in conflict with a used one, ascending. */
  readonly blocked: readonly number[];
  /** The last used node, `NONE` where it doesn't matter, `ENDED` where no other node may follow it any more. */
  readonly last: number;
  readonly key: string;
}

const NONE = -1;
const ENDED = -2;

interface LineParts {
  readonly logDigits: Float64Array;
  readonly logNonDigit: Float64Array;
  /** For each node the later ones in conflict with it, ascending. */
  readonly conflicts: readonly (readonly number[])[];
  readonly logGap: ((left: number, right: number) => number) | null;
}

/**
 * Finds what must be remembered along the line. Readings that block the same later nodes (and, with gaps, end in the same node) have the
 * same future, so they share a context. Conflicts are local, so there are few; nothing is assumed about their shape.
 */
export function layOutLine({ logDigits, logNonDigit, conflicts, logGap }: LineParts, maxContexts: number): Line {
  const count = logNonDigit.length;
  const layers: LineLayer[] = [];
  let exact = true;
  const reach = logGap === null ? [] : conflicts.map((_, node) => findReach(node, count, logGap));
  let contexts: Context[] = [toContext([], NONE)];
  let best: number[] = [0];
  for (let node = 0; node < count; node++) {
    const places = new Map<string, number>();
    const next: Context[] = [];
    const nextBest: number[] = [];
    const isLast = node === count - 1;
    const goTo = (reached: Context, score: number): number => {
      const context = reached.last >= 0 && reach[reached.last] <= node ? toContext([], ENDED) : reached;
      const key = isLast ? "" : context.key;
      let place = places.get(key);
      if (place === undefined) {
        place = next.push(context) - 1;
        places.set(key, place);
        nextBest.push(score);
      } else if (score > nextBest[place]) nextBest[place] = score;
      return place;
    };
    const skipTo = new Int32Array(contexts.length);
    const useTo = new Int32Array(contexts.length).fill(DEAD);
    const gaps = new Float64Array(contexts.length);
    let likeliest = -Infinity;
    for (let digit = 0; digit < 10; digit++) likeliest = Math.max(likeliest, logDigits[10 * node + digit]);
    contexts.forEach((context, i) => {
      const isBlocked = context.blocked[0] === node;
      const after = isBlocked ? toContext(context.blocked.slice(1), context.last) : context;
      skipTo[i] = goTo(after, best[i] + logNonDigit[node]);
      gaps[i] = logGap === null || context.last < 0 ? 0 : logGap(context.last, node);
      if (isBlocked || context.last === ENDED || gaps[i] === -Infinity) return;
      const used = toContext(unite(context.blocked, conflicts[node]), logGap === null ? NONE : node);
      useTo[i] = goTo(used, best[i] + likeliest + gaps[i]);
    });
    const kept = keepBest(nextBest, maxContexts);
    if (kept !== null) {
      exact = false;
      for (const ways of [skipTo, useTo])
        for (let i = 0; i < ways.length; i++) if (ways[i] >= 0) ways[i] = kept[ways[i]];
    }
    layers.push({ size: contexts.length, skipTo, useTo, logGap: gaps });
    contexts = kept === null ? next : next.filter((_, i) => kept[i] >= 0);
    best = kept === null ? nextBest : nextBest.filter((_, i) => kept[i] >= 0);
  }
  layers.push({ size: 1, skipTo: new Int32Array(0), useTo: new Int32Array(0), logGap: new Float64Array(0) });
  return { logDigits, logNonDigit, layers, exact };
}

/** The last node that may follow a node as the next digit; the node itself where none may. */
function findReach(node: number, count: number, logGap: (left: number, right: number) => number): number {
  for (let last = count - 1; last > node; last--) if (logGap(node, last) > -Infinity) return last;
  return node;
}

function toContext(blocked: readonly number[], last: number): Context {
  return { blocked, last, key: `${last}:${blocked.join()}` };
}

/** Two ascending lists as one. */
function unite(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((left, right) => left - right);
}
