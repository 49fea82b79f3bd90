import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "./ask-child.ts";
import type { Contender } from "./contenders.ts";
import { measureInstalled } from "./installed.ts";
import type { Load, LoadJob, LoadResult } from "./load/load.ts";
import type { BenchPicture } from "./pictures.ts";
import { readMemory, readProcessTree } from "./process-tree.ts";
import type { Figures, Run } from "./results.ts";
import { startContender } from "./start-contender.ts";
import { quantile } from "./statistics.ts";
import { toRequest } from "./to-request.ts";

export const GENERATOR = join(import.meta.dirname, "load/generator.ts");
const CLIENTS = [1, 8, 64];
/** Of each one's own capacity, which is its best in a closed loop. */
const SHARES = [0.5, 0.8, 1.2];
/** Of the capacity for small pictures, while large ones are read. */
const SHARE_BESIDE_LARGE = 0.25;
/** Before a picture is measured, however short its loads are: code is compiled, pools are filled, batching windows are learnt. */
const WARM_UP: Load = { mode: "closed", clients: 8 };
const WARM_UP_MS = 2000;
/** Of one load; no contender comes near it. */
const MAX_REQUESTS = 100_000;
const SETTLE_MS = 1000;
/** Large pictures are slow enough that less will do, and the whole run has to end in a quarter of an hour. */
const SHARE_OF_TIME: Readonly<Record<string, number>> = { small: 1, photo: 0.5, large: 0.5 };

type LoadGenerator = Child<LoadJob, LoadResult>;

/** A contender that runs, and what is used to load it. */
export interface Bench {
  readonly pid: number;
  readonly generator: LoadGenerator;
}

interface PicturesBench extends Bench {
  readonly port: number;
  readonly durationMs: number;
}

/** Starts a contender, puts every load on it with every picture, and ends it. */
export async function measureContender(
  contender: Contender,
  port: number,
  pictures: readonly BenchPicture[],
  durationMs: number,
): Promise<Run> {
  const generator: LoadGenerator = startChild(GENERATOR);
  const running = await startContender(contender, port, toRequest(pictures[0].bytes));
  try {
    await sleep(SETTLE_MS);
    const memoryAtRest = readMemory(readProcessTree(running.pid).pids);
    const bench = { pid: running.pid, port, durationMs, generator };
    const loads: Figures[] = [];
    for (const picture of pictures) loads.push(...(await measurePicture(bench, picture)));
    const [small, large] = ["small", "large"].map((name) => pictures.find((picture) => picture.name === name));
    if (small && large) loads.push(await measureBesideLarge(bench, small, large, capacityOf(loads, "small")));
    return { startMs: running.startMs, memoryAtRest, installed: measureInstalled(contender), loads };
  } finally {
    await running.stop();
    generator.end();
  }
}

async function measurePicture(bench: PicturesBench, { name, bytes }: BenchPicture): Promise<Figures[]> {
  const request = toRequest(bytes);
  const durationMs = bench.durationMs * SHARE_OF_TIME[name];
  const put = (load: Load, title: string, forMs = durationMs) =>
    measureLoad(bench, { port: bench.port, request, load, durationMs: forMs, maxRequests: MAX_REQUESTS }, name, title);
  await put(WARM_UP, "warm-up", WARM_UP_MS);
  const figures: Figures[] = [];
  for (const clients of CLIENTS) {
    figures.push(await put({ mode: "closed", clients }, `${clients} ${clients === 1 ? "client" : "clients"}`));
  }
  const capacity = capacityOf(figures, name);
  if (capacity === 0) throw new Error(`Nothing was answered with the picture "${name}".`);
  for (const share of SHARES) {
    figures.push(await put({ mode: "open", requestsPerS: capacity * share }, `${share * 100} %`));
  }
  return figures;
}

async function measureBesideLarge(
  bench: PicturesBench,
  small: BenchPicture,
  large: BenchPicture,
  capacity: number,
): Promise<Figures> {
  const { port, durationMs } = bench;
  const other: LoadGenerator = startChild(GENERATOR);
  const load: Load = { mode: "open", requestsPerS: capacity * SHARE_BESIDE_LARGE };
  const job = { port, request: toRequest(small.bytes), load, durationMs, maxRequests: MAX_REQUESTS };
  const beside = other.ask({
    port,
    request: toRequest(large.bytes),
    load: { mode: "closed", clients: 1 },
    durationMs: durationMs + SETTLE_MS,
    maxRequests: MAX_REQUESTS,
  });
  await sleep(SETTLE_MS / 2);
  const figures = await measureLoad(bench, job, "small", "beside large");
  await beside;
  other.end();
  return figures;
}

/** Puts one load on it; `picture` and `load` are what the figures are called. */
export async function measureLoad(
  { pid, generator }: Bench,
  job: LoadJob,
  picture: string,
  load: string,
): Promise<Figures> {
  const before = readProcessTree(pid).processorS;
  const { latenciesMs, tookMs, ...counts } = await generator.ask(job);
  const tree = readProcessTree(pid);
  return {
    picture,
    load,
    ...(job.load.mode === "open" && { offeredPerS: job.load.requestsPerS }),
    ...counts,
    requestsPerS: counts.answered / (tookMs / 1000),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    p999Ms: quantile(latenciesMs, 0.999),
    processorMs: ((tree.processorS - before) * 1000) / counts.answered,
    memory: readMemory(tree.pids),
  };
}

function capacityOf(figures: readonly Figures[], picture: string): number {
  const closed = figures.filter((each) => each.picture === picture && each.offeredPerS === undefined);
  return Math.max(...closed.map((each) => each.requestsPerS));
}
