/**
 * How cost and speed grow: with pictures in a request, processes, and clients. `npm run build && node bench/scaling.ts [--rounds 3]
 * [--seconds 2]`, some four minutes; best with nothing else running. Writes docs/scaling.md and its plots.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "./ask-child.ts";
import { ours } from "./contenders.ts";
import { describeMachine } from "./describe-machine.ts";
import type { LoadJob, LoadResult } from "./load/load.ts";
import { GENERATOR, measureLoad } from "./measure-contender.ts";
import { drawPictures } from "./pictures.ts";
import { drawScaling, formatScaling, type Growth, type ScalingPoint } from "./report/scaling.ts";
import { startContender } from "./start-contender.ts";
import { toBatchRequest, toRequest } from "./to-request.ts";

const PORT = 18_790;
const CLIENTS = 8;
const MANY_CLIENTS = 64;
const WARM_UP_MS = 2000;
const MAX_REQUESTS = 100_000;

/** A load on a service of so many processes, whose requests have so many pictures. */
interface Step {
  readonly size: number;
  readonly workers: number;
  readonly clients: number;
  readonly pictures: number;
}

const GROWTHS: readonly { readonly name: Growth["name"]; readonly steps: readonly Step[] }[] = [
  { name: "pictures", steps: [1, 8, 32].map((size) => ({ size, workers: 1, clients: CLIENTS, pictures: size })) },
  { name: "processes", steps: [1, 2, 4].map((size) => ({ size, workers: size, clients: MANY_CLIENTS, pictures: 1 })) },
  { name: "clients", steps: [10, 100, 1000].map((size) => ({ size, workers: 1, clients: size, pictures: 1 })) },
];

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, seconds: { type: "string", default: "2" } },
});
const rounds = Number(values.rounds);
const durationMs = Number(values.seconds) * 1000;
const machine = describeMachine();
const small = (await drawPictures())[0].bytes;

const growths: Growth[] = [];
for (const { name, steps } of GROWTHS) {
  const runs: ScalingPoint[][] = steps.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, step] of steps.entries()) runs[i].push(await measureStep(step));
  growths.push({ name, runs });
}
const docs = join(import.meta.dirname, "../docs");
mkdirSync(join(docs, "benchmarks"), { recursive: true });
for (const { name, svg } of drawScaling(growths)) writeFileSync(join(docs, "benchmarks", `${name}.svg`), svg);
writeFileSync(join(docs, "scaling.md"), formatScaling(growths, { machine, rounds, seconds: Number(values.seconds) }));

/** Starts the service anew, warms it up and measures one load. */
async function measureStep({ size, workers, clients, pictures }: Step): Promise<ScalingPoint> {
  const generator = startChild<LoadJob, LoadResult>(GENERATOR);
  const running = await startContender(ours("ours", "ours", workers), PORT, toRequest(small));
  try {
    const request = pictures === 1 ? toRequest(small) : toBatchRequest(small, pictures);
    const job = { port: PORT, request, load: { mode: "closed", clients }, maxRequests: MAX_REQUESTS } as const;
    const put = (forMs: number) => measureLoad({ pid: running.pid, generator }, { ...job, durationMs: forMs }, "", "");
    await put(WARM_UP_MS);
    const { requestsPerS, processorMs, p50Ms, p99Ms, refused, failed, unanswered, memory } = await put(durationMs);
    return {
      ...{ size, p50Ms, p99Ms, refused, memory },
      picturesPerS: requestsPerS * pictures,
      processorMs: processorMs / pictures,
      failed: failed + unanswered,
    };
  } finally {
    await running.stop();
    generator.end();
  }
}
