/**
 * Finds the capacity of a server on this machine, then sends twice as much, and checks that it stays as useful as before.
 *
 *     node bench/overload.ts [--seconds 60] [--capacity-seconds 15] [--pictures small|doubtful|mixed] [--workers 1]
 *
 * Ends with status 1 where throughput falls below 90 % of the capacity, an accepted request exceeds the server's time limit, a
 * refusal lacks Retry-After, or the server ends. `small` is a drawn digit, `doubtful` a bar, which the
 * quick classifier is not sure of, and `mixed` are photos of all formats with bad pictures among them.
 */

import { parseArgs } from "node:util";
import { quantile } from "./statistics.ts";
import { type Sent, type Shot, sendAtRate, sendBusily } from "./stress/send.ts";
import { createBarShot, createDigitShot, createMixedShots } from "./stress/shots.ts";
import { startWatchedServer } from "./stress/watched-server.ts";

const TIME_LIMIT_S = 30;
const MIN_SHARE = 0.9;
/** Enough to keep the server busy, as few as not to make it refuse. */
const BUSY_CLIENTS = 64;

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    "capacity-seconds": { type: "string", default: "15" },
    pictures: { type: "string", default: "small" },
    workers: { type: "string", default: "1" },
  },
});

const next = await createShots(values.pictures);
const server = await startWatchedServer(["--workers", values.workers, "--timeout-request", String(TIME_LIMIT_S)]);
const problems: string[] = [];

await sendBusily(server.port, BUSY_CLIENTS, 3000, next); // until everything is compiled
const capacityMs = Number(values["capacity-seconds"]) * 1000;
const before = performance.now();
const busy = await sendBusily(server.port, BUSY_CLIENTS, capacityMs, next);
const capacity = busy.answeredMs.length / ((performance.now() - before) / 1000);

const overloadMs = Number(values.seconds) * 1000;
const begun = performance.now();
const overloaded = await sendAtRate(server.port, 2 * capacity, overloadMs, next);
const tookS = (performance.now() - begun) / 1000;
const throughput = overloaded.answeredMs.length / tookS;
const share = throughput / capacity;
const slowestS = overloaded.slowestMs / 1000;

if (share < MIN_SHARE) problems.push(`throughput fell to ${(share * 100).toFixed(0)} % of the capacity`);
if (slowestS > TIME_LIMIT_S) problems.push(`an accepted request took ${slowestS.toFixed(1)} s`);
if (overloaded.others.size > 0) problems.push(`strange answers: ${JSON.stringify([...overloaded.others])}`);
const memoryMb = server.residentMb();
const end = await server.stop();
if (end !== "0") problems.push(`the server ended with ${end}`);

console.log(
  `capacity: ${capacity.toFixed(0)} requests a second (${values.pictures}, ${BUSY_CLIENTS} clients) ${describe(busy)}`,
);
console.log(
  `at twice that for ${tookS.toFixed(0)} s: ${throughput.toFixed(0)} a second, ${(share * 100).toFixed(0)} % ${describe(overloaded)}`,
);
console.log(`slowest answer: ${slowestS.toFixed(1)} s after it was sent`);
console.log(`memory at the end: ${memoryMb.toFixed(0)} MB`);
for (const problem of problems) console.error(`FAILED: ${problem}`);
if (problems.length === 0) console.log("PASSED");
process.exit(problems.length > 0 ? 1 : 0);

/** @throws Error where the name is of no kind */
async function createShots(kind: string): Promise<() => Shot> {
  if (kind === "mixed") return await createMixedShots(1);
  const shot = kind === "small" ? await createDigitShot() : kind === "doubtful" ? createBarShot() : undefined;
  if (shot === undefined) throw new Error(`--pictures is small, doubtful or mixed, not ${kind}.`);
  return () => shot;
}

function describe({ answeredMs, refusedMs }: Sent): string {
  const times = (ms: readonly number[]) => {
    const sorted = Float64Array.from(ms).sort();
    return `p50 ${quantile(sorted, 0.5).toFixed(0)} ms, p99 ${quantile(sorted, 0.99).toFixed(0)} ms`;
  };
  const refused = refusedMs.length === 0 ? "" : `; refused ${refusedMs.length}, ${times(refusedMs)}`;
  return `(answered ${answeredMs.length}, ${times(answeredMs)}${refused})`;
}
