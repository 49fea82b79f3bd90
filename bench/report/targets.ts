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
const PHOTO = "photo";
const LARGE = "large";
const USUAL_LOAD = "8 clients";
const BUSY = "80 %";
/** What users would take who know what they do; the original is what they come from. */
const PEERS = ["fastapi-onnx", "litserve", "bentoml"];
const OURS = ["ours", "ours-workers"];
const SCALES = "FastAPI with ONNX Runtime, which only scales";

/** All targets whose contenders were measured. */
export function compareWithTargets(results: Results): readonly Target[] {
  const lessTime = (peer: string, picture: string, title: string, must: number, aim: number) =>
    processorTime(results, peer, picture, title, must, aim);
  return [
    throughput(results, "original", "the original: requests a second, one process each", 30, 100),
    lessTime("fastapi-onnx", SMALL, SCALES, 2, 3),
    lessTime("fastapi-onnx", PHOTO, SCALES, 1, 1.5),
    lessTime("fastapi-onnx", LARGE, SCALES, 1, 1.3),
    lessTime("fastapi-opencv", SMALL, "FastAPI with OpenCV, which finds the digit", 2, 3),
    lessTime("fastapi-opencv", PHOTO, "FastAPI with OpenCV, which finds the digit", 2, 4),
    lessTime("litserve", SMALL, "LitServe", 5, 8),
    lessTime("bentoml", SMALL, "BentoML", 5, 8),
    aboveFloor(results),
    throughput(
      results,
      "fastapi-onnx",
      "FastAPI with a worker for each core: requests a second, one process",
      1.5,
      2.5,
    ),
    tailLatency(results),
    start(results),
    memory(results),
  ].filter((target) => target !== undefined);
}

/** With small pictures. */
function throughput(results: Results, peer: string, what: string, must: number, aim: number): Target | undefined {
  const ours = capacitiesOf(results, "ours", SMALL);
  const theirs = capacitiesOf(results, peer, SMALL);
  return ours && theirs && atLeast(what, ratio(ours, theirs), must, aim, "×");
}

function processorTime(
  results: Results,
  peer: string,
  picture: string,
  title: string,
  must: number,
  aim: number,
): Target | undefined {
  const ours = figuresOf(results, "ours", picture, USUAL_LOAD, "processorMs");
  const theirs = figuresOf(results, peer, picture, USUAL_LOAD, "processorMs");
  const shown = results.pictures.find(({ name }) => name === picture);
  if (!ours || !theirs || !shown) return undefined;
  return atLeast(`${title}: processor time per request, ${shown.title}`, ratio(theirs, ours), must, aim, "× less");
}

function aboveFloor(results: Results): Target | undefined {
  const ours = figuresOf(results, "ours", SMALL, USUAL_LOAD, "processorMs");
  const floor = results.floor.flatMap((round) => round.filter((each) => each.picture === SMALL));
  if (!ours || floor.length === 0) return undefined;
  const times = ratio(
    ours,
    floor.map((each) => each.processorMs),
  );
  return atMost("the floor: processor time per request", times, 1.6, 1.3, "× of it");
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
    0.3,
    0.15,
    "× of it",
  );
}

function start(results: Results): Target | undefined {
  const ours = runsOf(results, "ours", "startMs")?.map((ms) => ms / 1000);
  return ours && atMost("from start to the first answer", spread(ours), 0.55, 0.25, " s");
}

function memory(results: Results): Target | undefined {
  const ours = runsOf(results, "ours", "memoryAtRest")?.map(megabytes);
  return ours && atMost("memory at rest", spread(ours), 101, 80, " MB");
}

function atLeast(what: string, measured: Spread, must: number, aim: number, unit: string): Target {
  const verdict = measured.median >= aim ? "stretch goal reached" : measured.median >= must ? "reached" : "not reached";
  return { what, must: `${must}${unit}`, aim: `${aim}${unit}`, measured: withSpread(measured) + unit, verdict };
}

function atMost(what: string, measured: Spread, must: number, aim: number, unit: string): Target {
  const verdict = measured.median <= aim ? "stretch goal reached" : measured.median <= must ? "reached" : "not reached";
  return { what, must: `${must}${unit}`, aim: `${aim}${unit}`, measured: withSpread(measured) + unit, verdict };
}
