/**
 * Measures this service beside what a user would take instead; see bench/README.md.
 *
 *     npm run bench -- [--only NAME,…] [--pictures NAME,…] [--rounds N] [--seconds S] [--quick] [--out FILE] [--no-docs]
 *
 * Each contender is started anew in every round, the order turned about from round to round, so that what slows the machine
 * down for a while slows all of them. Everything is bounded in time, and ended at the end and on Ctrl-C.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CONTENDERS, type Contender } from "./contenders.ts";
import { describeMachine } from "./describe-machine.ts";
import type { FloorJob, FloorResult } from "./floor.ts";
import { measureInstalled } from "./installed.ts";
import type { Load, LoadJob, LoadResult } from "./load/load.ts";
import { type BenchPicture, drawPictures } from "./pictures.ts";
import { readMemory, readProcessTree } from "./process-tree.ts";
import { writeBenchmarks } from "./report/write-benchmarks.ts";
import type { Figures, Results } from "./results.ts";
import { type Running, startContender } from "./start-contender.ts";
import { quantile } from "./statistics.ts";
import { toRequest } from "./to-request.ts";

const ROOT = join(import.meta.dirname, "..");
const FIRST_PORT = 18_700;
const CLIENTS = [1, 8, 64];
/** Of each one's own capacity, which is its best in a closed loop. */
const SHARES = [0.5, 0.8, 1.2];
const SETTLE_MS = 1000;
/** Before a picture is measured: code is compiled, pools are filled, batching windows are learnt. */
const WARM_UP: Load = { mode: "closed", clients: 8 };

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    pictures: { type: "string" },
    rounds: { type: "string" },
    seconds: { type: "string" },
    quick: { type: "boolean", default: false },
    out: { type: "string" },
    docs: { type: "boolean", default: true },
  },
  allowNegative: true,
});
const rounds = Number(values.rounds ?? (values.quick ? 2 : 3));
const seconds = Number(values.seconds ?? (values.quick ? 1 : 2.5));
const contenders = choose(CONTENDERS, values.only, values.quick ? ["fastapi-onnx", "ours"] : undefined);
const pictures = choose(await drawPictures(), values.pictures, values.quick ? ["small"] : undefined);

process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

const results: Results = {
  machine: describeMachine(),
  rounds,
  seconds,
  pictures: pictures.map(({ name, title, bytes }) => ({ name, title, bytes: bytes.length })),
  contenders: contenders.map(({ name, title, isOurs }) => ({ name, title, isOurs, runs: [] })),
  floor: [],
};
const installed = new Map(contenders.map((contender) => [contender.name, measureInstalled(contender)]));
const generator = fork(join(import.meta.dirname, "load/generator.ts"), { serialization: "advanced" });
process.once("exit", () => generator.kill("SIGKILL"));

for (let round = 0; round < rounds; round++) {
  const order = contenders.map((contender, index) => ({ contender, index }));
  for (const { contender, index } of round % 2 === 0 ? order : order.reverse()) {
    console.error(`round ${round + 1} of ${rounds}: ${contender.name}`);
    results.contenders[index].runs.push(await measure(contender, FIRST_PORT + index));
  }
  results.floor.push(await measureFloor());
}
generator.kill();

const out =
  values.out ?? join(ROOT, "bench/results", `${results.machine.date.slice(0, 10)}-${results.machine.commit}.json`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(results, null, 1)}\n`);
console.error(`kept in ${out}`);
const table = writeBenchmarks(results, values.docs && !values.quick ? join(ROOT, "docs") : undefined);
console.log(table);
process.exit(0);

async function measure(contender: Contender, port: number) {
  const running = await startContender(contender, port, toRequest(pictures[0].bytes));
  try {
    await sleep(SETTLE_MS);
    const memoryAtRest = readMemory(readProcessTree(running.pid).pids);
    const loads: Figures[] = [];
    for (const picture of pictures) loads.push(...(await measurePicture(running, port, picture)));
    return { startMs: running.startMs, memoryAtRest, installed: installed.get(contender.name)!, loads };
  } finally {
    await running.stop();
  }
}

async function measurePicture(running: Running, port: number, picture: BenchPicture): Promise<Figures[]> {
  const request = toRequest(picture.bytes);
  const durationMs = seconds * 1000 * (picture.name === "small" ? 1 : 0.6);
  await put({ port, request, load: WARM_UP, durationMs });
  const run = (load: Load, name: string) =>
    measureLoad(running, { port, request, load, durationMs }, picture.name, name);
  const figures: Figures[] = [];
  for (const clients of CLIENTS) {
    figures.push(await run({ mode: "closed", clients }, `${clients} ${clients === 1 ? "client" : "clients"}`));
  }
  const capacity = Math.max(...figures.map((each) => each.requestsPerS));
  for (const share of SHARES) {
    if (capacity > 0) figures.push(await run({ mode: "open", requestsPerS: capacity * share }, `${share * 100} %`));
  }
  return figures;
}

async function measureLoad({ pid }: Running, job: LoadJob, picture: string, load: string): Promise<Figures> {
  const before = readProcessTree(pid).processorS;
  const { latenciesMs, tookMs, ...counts } = await put(job);
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

async function measureFloor() {
  const child = fork(join(import.meta.dirname, "floor.ts"), { serialization: "advanced" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const ask = (picture: BenchPicture) =>
    exchange<FloorResult>(child, { picture: picture.bytes, durationMs: seconds * 1000 } satisfies FloorJob);
  const figures = [];
  for (const picture of pictures) {
    await ask(picture);
    const { requests, processorS, tookMs } = await ask(picture);
    figures.push({
      picture: picture.name,
      requestsPerS: requests / (tookMs / 1000),
      processorMs: (processorS * 1000) / requests,
    });
  }
  process.off("exit", kill);
  kill();
  return figures;
}

function put(job: LoadJob): Promise<LoadResult> {
  return exchange<LoadResult>(generator, job);
}

async function exchange<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answer = once(child, "message");
  child.send(message);
  return (await answer)[0];
}

function choose<T extends { name: string }>(all: readonly T[], given: string | undefined, standard?: string[]): T[] {
  const names = given?.split(",") ?? standard;
  const unknown = names?.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${all.map(({ name }) => name).join(", ")}.`);
  return all.filter(({ name }) => names === undefined || names.includes(name));
}
