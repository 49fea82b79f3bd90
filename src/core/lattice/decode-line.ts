import type { Automaton, BoundedAutomaton } from "../constrain/automaton.ts";
import { addLogs } from "./add-logs.ts";
import { chooseNodes } from "./choose-nodes.ts";
import { findConflicts } from "./find-conflicts.ts";
import type { Lattice, LatticeNode } from "./lattice.ts";
import { type Line, layOutLine } from "./lay-out-line.ts";
import { MAX_CONTEXTS, MAX_NODES, MAX_OPEN_SHARE, MAX_PAIRS, MAX_STEPS, MAX_TREE_STEPS } from "./limits.ts";
import { type LatticeReading, searchReadings } from "./search-readings.ts";
import { sumWalk } from "./sum-walk.ts";
import { type Walk, type WalkedAutomaton, walkLine } from "./walk-line.ts";
import { weighWalk } from "./weigh-walk.ts";

export interface DecodeOptions {
  /** What the number must satisfy; null for nothing. */
  readonly automaton?: Pick<BoundedAutomaton, keyof WalkedAutomaton | "isTree"> | null | undefined;
  /** How many readings are asked for, at least 1. Default 4. */
  readonly count?: number | undefined;
}

/** The numbers that a line may show. */
export interface DecodedLine {
  /** Best first, no two with the same digits, each of at least one digit; none where nothing satisfies the automaton. */
  readonly readings: readonly LatticeReading[];
  /**
   * Log of the weights of all readings that satisfy the automaton, together; −Infinity where none does. Without an automaton the same as
   * `unconstrained.logTotal`. With a long list of values it may be a little too high (`MAX_OPEN_SHARE`), never too low.
   */
  readonly logTotal: number;
  readonly unconstrained: {
    /** With an automaton: the best reading without it. Else the same as above. */
    readonly readings: readonly LatticeReading[];
    /** Log of the weights of all readings, the one without a digit included. */
    readonly logTotal: number;
    /** Log of the weight of the reading that has no digit at all. */
    readonly logNothing: number;
  };
  /** False where a bound of `limits.ts` was met: then there may be a better reading, and totals may miss something. */
  readonly exact: boolean;
}

/** Any number of digits, but one at least: the state tells whether there is one. */
const ANY_DIGITS: WalkedAutomaton = {
  starts: [0],
  size: 2,
  next: () => 1,
  accepts: (state) => state === 1,
  digitsLeft: (state) => 1 - state,
};

/**
 * The best numbers of a line under a constraint, exactly: of all readings, not of one that is filtered.
 *
 * A reading weighs what it says about every node (used as a digit, or skipped) and about the gaps. Ways to read the same digits from
 * different nodes count together, in each reading and in the totals. So `exp(reading.logProbability − logTotal)` is the probability of a number
 * given the constraint, and `exp(reading.logProbability − unconstrained.logTotal)` without it. `exp(logTotal − unconstrained.logTotal)` is the
 * probability that the line satisfies the constraint at all.
 *
 * Cost: nodes × contexts (as many as conflicts leave open, mostly 1 to 5) × states of the automaton × 10. With a list of values it is that
 * of the values that come into question.
 *
 * @example
 * const constraint = compileConstraint({ length: "4", check: "damm" });
 * const { readings } = decodeLine({ nodes, conflicts: [[2, 3]] }, { automaton: constraint?.automaton });
 * @throws RangeError where a log probability is no number
 */
export function decodeLine(lattice: Lattice, { automaton = null, count = 4 }: DecodeOptions = {}): DecodedLine {
  const { nodes, logGap } = lattice;
  refuseNoNumbers(nodes);
  const kept = chooseNodes(nodes, MAX_NODES);
  const line = layOutLine(
    {
      ...stackNodes(kept.map((node) => nodes[node])),
      conflicts: findConflicts(lattice, kept),
      logGap: logGap === undefined ? null : (left, right) => logGap(kept[left], kept[right]),
    },
    MAX_CONTEXTS,
  );
  const open = walkLine(line, ANY_DIGITS, MAX_PAIRS);
  const logTotalOpen = sumWalk(line, open);
  const free = searchGraph(line, open, automaton === null ? count : 1);
  let bound: Found = { ...free, logTotal: logTotalOpen };
  if (automaton?.isTree) bound = searchTree(line, open, automaton, count);
  else if (automaton !== null) {
    const walk = walkLine(line, automaton, MAX_PAIRS);
    bound = { ...searchGraph(line, walk, count), logTotal: sumWalk(line, walk) };
  }

  // Nodes that weren't kept are skipped by every reading.
  const isKept = new Set(kept);
  const logLeftOut = skipAll(nodes.filter((_, node) => !isKept.has(node)));
  const complete = (reading: LatticeReading): LatticeReading => ({
    digits: reading.digits,
    nodes: reading.nodes.map((node) => kept[node]),
    logProbability: reading.logProbability + logLeftOut,
  });
  const logNothing = skipAll(nodes);
  const logFree = addLogs(logTotalOpen + logLeftOut, logNothing);
  return {
    readings: bound.readings.map(complete),
    logTotal: automaton === null ? logFree : bound.logTotal + logLeftOut,
    unconstrained: { readings: free.readings.map(complete), logTotal: logFree, logNothing },
    exact: kept.length === nodes.length && open.exact && free.exact && bound.exact,
  };
}

interface Found {
  readonly readings: readonly LatticeReading[];
  readonly logTotal: number;
  readonly exact: boolean;
}

function searchGraph(line: Line, walk: Walk, count: number): Omit<Found, "logTotal"> {
  const logNext = weighWalk(line, walk, "max");
  const found = searchReadings({ line, walk, logNext, count, wantsTotal: false, maxSteps: MAX_STEPS });
  return { readings: found.readings, exact: walk.exact && found.exact };
}

/** A list has too many states to meet them all. Its beginnings are met instead, those first that weigh most whatever follows. */
function searchTree(line: Line, walk: Walk, guide: Automaton, count: number): Found {
  const logNext = weighWalk(line, walk, "sum");
  const { readings, logFound, logOpen, exact } = searchReadings({
    line,
    walk,
    logNext,
    guide,
    count,
    wantsTotal: true,
    maxSteps: MAX_TREE_STEPS,
  });
  // What was not met counts as if it were all in the list: no probability is given too high.
  const logTotal = addLogs(logFound, logOpen);
  return { readings, logTotal, exact: exact && logOpen <= logTotal + Math.log(MAX_OPEN_SHARE) };
}

function stackNodes(nodes: readonly LatticeNode[]): { logDigits: Float64Array; logNonDigit: Float64Array } {
  const logDigits = new Float64Array(10 * nodes.length);
  nodes.forEach((node, i) => {
    logDigits.set(node.logDigits, 10 * i);
  });
  return { logDigits, logNonDigit: Float64Array.from(nodes, ({ logNonDigit }) => logNonDigit) };
}

function skipAll(nodes: readonly LatticeNode[]): number {
  return nodes.reduce((sum, { logNonDigit }) => sum + logNonDigit, 0);
}

/** One bad number would make all of them bad, and nobody would see where it came from. */
function refuseNoNumbers(nodes: readonly LatticeNode[]): void {
  nodes.forEach(({ logDigits, logNonDigit }, i) => {
    const logs = [...Array.from(logDigits), logNonDigit];
    if (logs.length !== 11 || !logs.every((log) => log < Infinity))
      throw new RangeError(
        `Node ${i} must have ten log probabilities of digits and one of no digit, all of them numbers.`,
      );
  });
}
