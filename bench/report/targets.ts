import type { Results } from "../results.ts";
import { median, ratio, type Spread, spread } from "../statistics.ts";
import { megabytes, withSpread } from "./format.ts";
import { capacitiesOf, figuresOf, runsOf } from "./select.ts";

export type Verdict = "stretch goal reached" | "reached" | "not reached";

/** A target, and what was measured. */
export interface Target {
  readonly what: string;
  readonly must: string;
  readonly aim: string;
  readonly measured: string;
  readonly verdict: Verdict;
}

const SMALL = "small";
const USUAL_LOAD = "8 clients";
const BUSY = "80 %";
/** What users would take who know what they do; the original is what they come from. */
const PEERS = ["fastapi-onnx", "litserve", "bentoml"];
const OURS = ["ours", "ours-workers"];

/** All targets whose contenders were measured. */
export function compareWithTargets(results: Results): readonly Target[] {
  return [
    throughput(results),
    processorTime(results, "fastapi-onnx", "the same done well", 4, 10),
    processorTime(results, "litserve", "LitServe", 5, 12),
    processorTime(results, "bentoml", "BentoML", 5, 12),
    aboveFloor(results),
    tailLatency(results),
    start(results),
    memory(results),
  ].filter((target) => target !== undefined);
}

function throughput(results: Results): Target | undefined {
  const ours = capacitiesOf(results, "ours", SMALL);
  const theirs = capacitiesOf(results, "original", SMALL);
  if (!ours || !theirs) return undefined;
  return atLeast("the original: requests a second, one process each", ratio(ours, theirs), 30, 100, "×");
}

function processorTime(results: Results, peer: string, title: string, must: number, aim: number): Target | undefined {
  const ours = figuresOf(results, "ours", SMALL, USUAL_LOAD, "processorMs");
  const theirs = figuresOf(results, peer, SMALL, USUAL_LOAD, "processorMs");
  if (!ours || !theirs) return undefined;
  return atLeast(`${title}: processor time per request`, ratio(theirs, ours), must, aim, "× less");
}

function aboveFloor(results: Results): Target | undefined {
  const ours = figuresOf(results, "ours", SMALL, USUAL_LOAD, "processorMs");
  const floor = results.floor.flatMap((round) => round.filter((each) => each.picture === SMALL));
  if (!ours || floor.length === 0) return undefined;
  const times = ratio(
    ours,
    floor.map((each) => each.processorMs),
  );
  return atMost("the floor: processor time per request", times, 3, 1.5, "× of it");
}

/** The best on both sides: one process of ours keeps two cores busy, so that more of them need not be better. */
function tailLatency(results: Results): Target | undefined {
  const bestOf = (contenders: readonly string[]) => {
    const measured = contenders.map((each) => figuresOf(results, each, SMALL, BUSY, "p99Ms")).filter((each) => !!each);
    return measured.toSorted((a, b) => median(a) - median(b))[0];
  };
  const [ours, best] = [bestOf(OURS), bestOf(PEERS)];
  if (!ours || !best) return undefined;
  return atMost(
    "the best peer: p99 at 80 % of each one's own capacity, ours in the better of its two ways",
    ratio(ours, best),
    0.5,
    0.2,
    "× of it",
  );
}

function start(results: Results): Target | undefined {
  const ours = runsOf(results, "ours", "startMs");
  const theirs = runsOf(results, "original", "startMs");
  if (!ours || !theirs) return undefined;
  const seconds = spread(ours.map((ms) => ms / 1000));
  return judgeEither("the original: from start to the first answer", ratio(ours, theirs), 0.1, seconds, 0.3, "s");
}

function memory(results: Results): Target | undefined {
  const ours = runsOf(results, "ours", "memoryAtRest");
  const theirs = runsOf(results, "original", "memoryAtRest");
  if (!ours || !theirs) return undefined;
  return judgeEither("the original: memory at rest", ratio(ours, theirs), 0.25, spread(ours.map(megabytes)), 100, "MB");
}

function atLeast(what: string, measured: Spread, must: number, aim: number, unit: string): Target {
  const verdict = measured.median >= aim ? "stretch goal reached" : measured.median >= must ? "reached" : "not reached";
  return { what, must: `${must}${unit}`, aim: `${aim}${unit}`, measured: withSpread(measured) + unit, verdict };
}

function atMost(what: string, measured: Spread, must: number, aim: number, unit: string): Target {
  const verdict = measured.median <= aim ? "stretch goal reached" : measured.median <= must ? "reached" : "not reached";
  return { what, must: `${must}${unit}`, aim: `${aim}${unit}`, measured: withSpread(measured) + unit, verdict };
}

/** The requirement is a share of theirs, the stretch goal an absolute figure. */
function judgeEither(what: string, share: Spread, must: number, ours: Spread, aim: number, unit: string): Target {
  const isMust = share.median <= must;
  const verdict = isMust && ours.median <= aim ? "stretch goal reached" : isMust ? "reached" : "not reached";
  const measured = `${withSpread(share)}× of it; ${withSpread(ours)} ${unit}`;
  return { what, must: `${must}× of it`, aim: `${aim} ${unit}`, measured, verdict };
}
