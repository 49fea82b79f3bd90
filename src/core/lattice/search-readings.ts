import { type Automaton, DEAD } from "../constrain/automaton.ts";
import { addLogs } from "./add-logs.ts";
import { addLogsAbove } from "./add-logs-above.ts";
import type { Line } from "./lay-out-line.ts";
import { createPriorityQueue } from "./priority-queue.ts";
import type { Walk } from "./walk-line.ts";
import { END, WAYS_ON } from "./weigh-walk.ts";

/** A number that the line may show. */
export interface LatticeReading {
  /** Such as "0142". */
  readonly digits: string;
  /** The node of each digit, in the likeliest way to lay these digits on the nodes. */
  readonly nodes: readonly number[];
  /**
   * Log of the weights of all ways to lay these digits on the nodes, together. Less the log total of a set of readings it is the log of the
   * probability in that set.
   */
  readonly logProbability: number;
}

export interface Search {
  /** Best first, no two with the same digits. */
  readonly readings: readonly LatticeReading[];
  /** Log of the weights of all readings that were met, together. */
  readonly logFound: number;
  /** Log of a bound for the weights of all that were not met. */
  readonly logOpen: number;
  /** False where `maxSteps` ended the search too early: `readings` has what was met, and there may be better ones. */
  readonly exact: boolean;
}

interface SearchParts {
  readonly line: Line;
  readonly walk: Walk;
  /** `[pairs × 11]`: from `weighWalk`. */
  readonly logNext: Float64Array;
  /** A further automaton that each reading satisfies, one that the walk doesn't know. It has one start. */
  readonly guide?: Automaton | null;
  /** How many readings are asked for. */
  readonly count: number;
  /** True: goes on after the last reading asked for, until what is not met weighs next to nothing beside what is, or all steps are used up. */
  readonly wantsTotal: boolean;
  readonly maxSteps: number;
}

/** All ways to lay some digits on the nodes that end in one pair. */
interface Way {
  readonly pair: number;
  readonly layer: number;
  /** Log weight of all of them together, and of the best one. */
  readonly sum: number;
  readonly best: number;
  /** In the best one: the node of the last digit (−1 for none), and the way to the digit before. */
  readonly node: number;
  readonly from: Way | null;
}

/** The beginning of a number, and what comes next with it: a digit is added to it, or it is whole. */
interface Task {
  readonly digits: string;
  /** State of the guide after these digits; 0 without one. */
  readonly state: number;
  /** Where the last digit ends, in the order of layers. */
  readonly ways: readonly Way[];
  /** 0…9 or `END`. */
  readonly next: number;
  /** Log weight that no number exceeds that goes on like this. */
  readonly bound: number;
}

/** Ways so much lighter (e^−45) than the bound of their beginning are followed by themselves and later: mostly never. */
const PUT_OFF = 45;
/** Log of a share that is next to nothing: a billionth. */
const LOG_NEXT_TO_NOTHING = Math.log(1e-9);
/** More than a million numbers below 1, added up and taken off again, are rounded by. */
const ROUNDING = 1e-10;
/** More than any weight differs from another: deeper first. */
const DEEPER = 1e9;
/** How much further it goes, as a share, when all steps are used up, to have something to show. */
const EXTRA_SHARE = 0.2;

/**
 * Finds the heaviest digit strings, each with **all** its ways through the lattice added up: two boxes around the same 7 make one 7.
 *
 * It is an A* search over beginnings of numbers (Hart, Nilsson and Raphael, 1968; over strings: prefix search, Graves et al., ICML 2006). The
 * beginning with the highest bound is followed first, so a number that comes out is the heaviest of all that are left. To find the heaviest
 * string is NP-hard in general (Casacuberta and de la Higuera, 2000), hence `maxSteps`. Where digits seldom fit the nodes in several ways,
 * hardly more beginnings are followed than the answers have digits.
 */
export function searchReadings(parts: SearchParts): Search {
  const { line, walk, logNext, guide = null, count, wantsTotal, maxSteps } = parts;
  const { logDigits, logNonDigit } = line;
  const { layerStart, skip, use, logGap } = walk;
  const nodeCount = logNonDigit.length;
  const queue = createPriorityQueue<Task>();
  const readings = new Map<string, LatticeReading>();
  /** The highest bound of all, and what is in the queue as a share of it. */
  let logRoot = -Infinity;
  let openShare = 0;
  let logFound = -Infinity;
  let steps = 0;
  let exact = true;

  function push(task: Task): void {
    if (task.bound === -Infinity) return;
    openShare += Math.exp(task.bound - logRoot);
    // Out of steps: no longer the best first, but anything whole soon.
    queue.push(exact ? task.bound : task.bound + DEEPER * (1 + task.digits.length), task);
  }

  /** What all ways together weigh at most with what follows; exactly, where nothing follows. */
  function boundOf(ways: readonly Way[], next: number): number {
    const add = next === END ? addLogs : addLogsAbove;
    let bound = -Infinity;
    for (const { pair, sum } of ways) bound = add(bound, sum + logNext[WAYS_ON * pair + next]);
    return bound;
  }

  /** Queues all that can come after a beginning. */
  function goOn(digits: string, state: number, ways: readonly Way[]): void {
    for (let next = 0; next < WAYS_ON; next++) {
      steps++;
      const isOpen = guide === null || (next === END ? guide.accepts(state) : guide.next(state, next) !== DEAD);
      if (!isOpen) continue;
      steps += ways.length;
      push({ digits, state, ways, next, bound: boundOf(ways, next) });
    }
  }

  /** Lays the next digit on every node that may bear it, over nodes that are skipped. */
  function addDigit({ digits, state, ways, next: digit, bound }: Task): void {
    const added: Way[] = [];
    const late: Way[] = [];
    let active: Way[] = [];
    let entry = 0;
    for (let layer = ways[0].layer; layer < nodeCount; layer++) {
      for (; entry < ways.length && ways[entry].layer === layer; entry++) merge(active, ways[entry]);
      const skipping: Way[] = [];
      for (const way of active) {
        const { pair, sum, best, node, from } = way;
        const promise = sum + logNext[WAYS_ON * pair + digit];
        if (promise === -Infinity) continue;
        if (promise < bound - PUT_OFF) {
          late.push(way);
          continue;
        }
        const used = use[10 * pair + digit];
        const weight = logGap[pair] + logDigits[10 * layer + digit];
        if (used !== DEAD) merge(added, toWay(used, layer + 1, sum + weight, best + weight, layer, way));
        const skipped = logNonDigit[layer];
        if (skip[pair] !== DEAD)
          merge(skipping, toWay(skip[pair], layer + 1, sum + skipped, best + skipped, node, from));
      }
      steps += active.length;
      active = skipping;
      if (active.length === 0 && entry === ways.length) break;
    }
    if (added.length > 0) goOn(digits + digit, guide === null ? 0 : guide.next(state, digit), added);
    if (late.length === 0) return;
    push({ digits, state, ways: late, next: digit, bound: boundOf(late, digit) });
  }

  function finish({ digits, ways, bound }: Task): void {
    logFound = addLogs(logFound, bound);
    const known = readings.get(digits);
    if (known !== undefined) {
      readings.set(digits, { ...known, logProbability: addLogs(known.logProbability, bound) });
      return;
    }
    if (readings.size >= count) return;
    const bestOf = ({ best, pair }: Way): number => best + logNext[WAYS_ON * pair + END];
    const way = ways.reduce((best, other) => (bestOf(other) > bestOf(best) ? other : best));
    readings.set(digits, { digits, nodes: nodesOf(way), logProbability: bound });
  }

  function boundOpen(): number {
    if (queue.size === 0) return -Infinity;
    const logSum = logRoot + Math.log(Math.max(0, openShare) + ROUNDING);
    return exact ? Math.min(logSum, Math.log(queue.size) + queue.topPriority) : logSum;
  }

  /** True where what is not met can't matter any more. */
  function isEnough(): boolean {
    if (readings.size < count) return false;
    return !exact || !wantsTotal || boundOpen() <= logFound + LOG_NEXT_TO_NOTHING;
  }

  const state = guide === null ? 0 : guide.starts[0];
  const starts = Array.from({ length: layerStart[1] }, (_, pair) => toWay(pair, 0, 0, 0, -1, null));
  for (const start of starts)
    for (let next = 0; next < WAYS_ON; next++) logRoot = addLogs(logRoot, boundOf([start], next));
  for (const start of starts) goOn("", state, [start]);
  while (queue.size > 0 && !isEnough()) {
    if (steps >= maxSteps) {
      if (readings.size >= count || steps >= (1 + EXTRA_SHARE) * maxSteps) break;
      exact = false;
    }
    const task = queue.pop() as Task;
    openShare -= Math.exp(task.bound - logRoot);
    if (task.next === END) finish(task);
    else addDigit(task);
  }
  const best = [...readings.values()].sort((a, b) => b.logProbability - a.logProbability);
  return { readings: best, logFound, logOpen: boundOpen(), exact };
}

function toWay(pair: number, layer: number, sum: number, best: number, node: number, from: Way | null): Way {
  return { pair, layer, sum, best, node, from };
}

/** Adds a way to those of its layer, or to the one that ends in the same pair. */
function merge(ways: Way[], way: Way): void {
  for (let i = ways.length - 1; i >= 0 && ways[i].layer === way.layer; i--) {
    const same = ways[i];
    if (same.pair !== way.pair) continue;
    const { best, node, from } = same.best >= way.best ? same : way;
    ways[i] = toWay(way.pair, way.layer, addLogs(same.sum, way.sum), best, node, from);
    return;
  }
  ways.push(way);
}

function nodesOf(last: Way): number[] {
  const nodes: number[] = [];
  for (let way: Way | null = last; way !== null && way.node >= 0; way = way.from) nodes.push(way.node);
  return nodes.reverse();
}
