/**
 * Keeps a server on this machine at 70 % of its capacity for long, with pictures of all formats and bad ones among them, and checks
 * that it neither grows nor tires.
 *
 *     node bench/soak.ts [--minutes 30] [--settle-minutes 5] [--seed 1]
 *
 * Ends with status 1 where memory grows by 5 % or more after the first minutes, files or connections are left open, an answer is
 * not what it should be, or the server ends. Memory is the median over a tenth of the time: what is collected now and then is noise.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { median, quantile } from "./statistics.ts";
import { createSent, sendAtRate, sendBusily } from "./stress/send.ts";
import { createMixedShots } from "./stress/shots.ts";
import { startWatchedServer } from "./stress/watched-server.ts";

const LOAD = 0.7;
const MAX_GROWTH = 0.05;
const KEEP_ALIVE_S = 5;
const SAMPLE_MS = 1000;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    "settle-minutes": { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
  },
});
const totalMs = Number(values.minutes) * 60_000;
const settleMs = Number(values["settle-minutes"]) * 60_000;

const next = await createMixedShots(Number(values.seed));
const server = await startWatchedServer(["--timeout-keep-alive", String(KEEP_ALIVE_S)]);
const problems: string[] = [];
await sendBusily(server.port, 16, 3000, next);
const begun = performance.now();
const busy = await sendBusily(server.port, 16, 15_000, next);
const capacity = busy.answeredMs.length / ((performance.now() - begun) / 1000);
const descriptors = await countWhenIdle();

const memoryMb: number[] = [];
const started = performance.now();
const sampler = setInterval(() => {
  memoryMb.push(server.residentMb());
  if (memoryMb.length % 60 === 0) console.log(`${memoryMb.length / 60} min: ${memoryMb.at(-1)!.toFixed(0)} MB`);
}, SAMPLE_MS);
const sent = createSent();
await sendAtRate(server.port, LOAD * capacity, totalMs, next, sent);
clearInterval(sampler);

const settled = memoryMb.slice(Math.floor(settleMs / SAMPLE_MS));
const tenth = Math.max(1, Math.floor(settled.length / 10));
const first = median(settled.slice(0, tenth));
const last = median(settled.slice(-tenth));
const growth = last / first - 1;
const left = (await countWhenIdle()) - descriptors;
const end = await server.stop();

if (settled.length < 10) problems.push("it was too short to tell growth");
if (growth >= MAX_GROWTH) problems.push(`memory grew by ${(growth * 100).toFixed(1)} %`);
if (left > 0) problems.push(`${left} more files and connections are open than before`);
if (sent.others.size > 0) problems.push(`strange answers: ${JSON.stringify([...sent.others])}`);
if (sent.refusedMs.length > 0.001 * sent.answeredMs.length)
  problems.push(`${sent.refusedMs.length} were refused below capacity`);
if (end !== "0") problems.push(`the server ended with ${end}`);

console.log(
  `${sent.answeredMs.length} answers in ${((performance.now() - started) / 60_000).toFixed(1)} min, at 70 % of ${capacity.toFixed(0)} a second`,
);
const answeredMs = Float64Array.from(sent.answeredMs).sort();
console.log(`p50 ${quantile(answeredMs, 0.5).toFixed(0)} ms, p99 ${quantile(answeredMs, 0.99).toFixed(0)} ms`);
console.log(
  `memory ${first.toFixed(0)} MB after ${values["settle-minutes"]} min, ${last.toFixed(0)} MB at the end (${(growth * 100).toFixed(1)} %), ` +
    `at most ${Math.max(...memoryMb).toFixed(0)} MB; ${left} handles left`,
);
for (const problem of problems) console.error(`FAILED: ${problem}`);
if (problems.length === 0) console.log("PASSED");
process.exit(problems.length > 0 ? 1 : 0);

/** Once the idle connections have been closed. */
async function countWhenIdle(): Promise<number> {
  await sleep((KEEP_ALIVE_S + 3) * 1000);
  return server.countDescriptors();
}
