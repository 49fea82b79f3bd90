/**
 * Where the processor time of a request goes, thread by thread: `node bench/profile-service.ts [small] [photo] [large] [--clients N]
 * [--seconds S] [--functions]`. The service runs as in the container (`npm run build` first), with all defaults. With `--functions`
 * V8 samples it, and the functions that took most of the answering and of the reading thread are listed; that costs time itself.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./ask-child.ts";
import { CONTENDERS } from "./contenders.ts";
import type { Load, LoadJob, LoadResult } from "./load/load.ts";
import { drawPictures } from "./pictures.ts";
import { readProcessTree } from "./process-tree.ts";
import { startContender } from "./start-contender.ts";
import { toRequest } from "./to-request.ts";

const PORT = 18_790;
const WARM_UP_MS = 2000;
const MOST_FUNCTIONS = 25;

const { values: options, positionals } = parseArgs({
  options: {
    clients: { type: "string", default: "8" },
    seconds: { type: "string", default: "4" },
    functions: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

const load: Load = { mode: "closed", clients: Number(options.clients) };
const table: Record<string, Record<string, number>> = {};
for (const picture of await drawPictures()) {
  if (positionals.length > 0 && !positionals.includes(picture.name)) continue;
  table[picture.title] = await profile(picture.bytes);
}
console.table(table);

/** Milliseconds of processor time a request, by thread. */
async function profile(picture: Uint8Array): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "profile-"));
  const generator = startChild<LoadJob, LoadResult>(join(import.meta.dirname, "load/generator.ts"));
  const ours = CONTENDERS.find(({ name }) => name === "ours")!;
  const sampling = options.functions ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` } : {};
  const environment = { ...ours.environment, ...sampling };
  const request = toRequest(picture);
  const running = await startContender({ ...ours, environment }, PORT, request);
  try {
    const put = (durationMs: number) =>
      generator.ask({ port: PORT, request, load, durationMs, maxRequests: 1_000_000 });
    await put(WARM_UP_MS);
    const before = readThreads(running.pid);
    const { answered } = await put(Number(options.seconds) * 1000);
    const spent: Record<string, number> = {};
    for (const [id, { name, ms }] of readThreads(running.pid))
      spent[name] = (spent[name] ?? 0) + (ms - (before.get(id)?.ms ?? 0)) / answered;
    const all = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
    return { answered, all: round(all), ...Object.fromEntries(Object.entries(spent).map(([k, v]) => [k, round(v)])) };
  } finally {
    await running.stop();
    generator.end();
    if (options.functions) listFunctions(folder);
    rmSync(folder, { recursive: true });
  }
}

interface ThreadTime {
  readonly name: string;
  readonly ms: number;
}

/** By thread number, from /proc: of the service and of its decoders' processes. */
function readThreads(root: number): Map<string, ThreadTime> {
  const threads = new Map<string, ThreadTime>();
  for (const pid of readProcessTree(root).pids) {
    for (const id of readdirSync(`/proc/${pid}/task`)) {
      const comm = readFileSync(`/proc/${pid}/task/${id}/comm`, "utf8").trim();
      const name = pid === root ? (id === String(pid) ? "answering" : comm) : "decoder process";
      // proc(5): the first number is the time on a processor, in nanoseconds.
      const ms = Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, "utf8").split(" ")[0]) / 1e6;
      threads.set(id, { name, ms });
    }
  }
  return threads;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Each thread's functions by the time that was spent in themselves, in per cent of the thread's busy time. */
function listFunctions(folder: string): void {
  for (const file of readdirSync(folder).sort()) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
    const names = new Map(
      nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => [
        id,
        `${functionName || "(anonymous)"} ${url.replace(/^.*\/(dist|node_modules)\//, "")}:${lineNumber + 1}`,
      ]),
    );
    const spent = new Map<string, number>();
    let busy = 0;
    for (const [i, id] of samples.entries()) {
      const name = names.get(id)!;
      if (name.startsWith("(idle)")) continue;
      busy += timeDeltas[i];
      spent.set(name, (spent.get(name) ?? 0) + timeDeltas[i]);
    }
    console.log(`\n${file}: busy for ${Math.round(busy / 1000)} ms`);
    for (const [name, us] of [...spent].sort((a, b) => b[1] - a[1]).slice(0, MOST_FUNCTIONS))
      console.log(`${((100 * us) / busy).toFixed(1).padStart(6)} %  ${name}`);
  }
}

function round(ms: number): number {
  return Number(ms.toPrecision(3));
}
