/**
 * Runs every attack that has hurt, all at once, against a server of its own, and checks that it stays within its bounds.
 *
 *     node bench/attack.ts [--seconds 60] [--max-mb 700] [--semi-space-mb 16] [--only NAME] [--memory-only] [-- OPTION OF serve…]
 *
 * `--semi-space-mb` is of Node's `--max-semi-space-size`, `--memory-only` leaves out what depends on the machine's speed.
 *
 * Ends with status 1 where the memory of all its processes (what they share counted once) exceeds the bound, `/livez` on the health
 * port takes 250 ms longer than an answer of a bare server of Node beside it (the attackers take most of the machine), everyday pictures are never read meanwhile, or the server doesn't end when it is told to.
 */

import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readMemory, readProcessTree } from "./process-tree.ts";
import { createAttacks } from "./stress/attacks.ts";
import { startWatchedServer } from "./stress/watched-server.ts";

/** Beyond what a bare server of Node takes on the same machine at the same time. */
const MAX_LIVEZ_MS = 250;
const MAX_STOP_MS = 15_000;
const LOOK_MS = 100;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: "string", default: "60" },
    "max-mb": { type: "string", default: "700" },
    "semi-space-mb": { type: "string", default: "16" },
    "memory-only": { type: "boolean", default: false },
    only: { type: "string" },
    attack: { type: "string" },
  },
});

// Those who attack would else hold up those who watch.
if (values.attack) {
  const chosen = (await createAttacks()).filter(({ name }) => !values.only || name.includes(values.only));
  process.send!(chosen.map(({ name }) => name));
  await once(process, "message");
  const never = new AbortController();
  await Promise.all(chosen.map(({ run }) => run(Number(values.attack), never.signal)));
}

const healthPort = await findFreePort();
const options = ["--health-port", String(healthPort), ...positionals];
const { port, pid, ended, stop: endServer } = await startWatchedServer(options, Number(values["semi-space-mb"]));

const barePort = await findFreePort();
const bare = spawn(process.execPath, [
  "--eval",
  `require("node:http").createServer((_request, response) => response.end("{}")).listen(${barePort}, "127.0.0.1")`,
]);
const attacker = fork(import.meta.filename, [
  ...["--attack", String(port)],
  ...(values.only ? ["--only", values.only] : []),
]);
const [attacks] = (await once(attacker, "message")) as [string[]];
const idleMb = readMemory(readProcessTree(pid).pids) / 1e6;
const stop = new AbortController();
const picture = readFileSync(join(import.meta.dirname, "../test_images/3.png"));
const read = { ok: 0, refused: 0, lost: 0 };
const livezMs: number[] = [];
const bareMs: number[] = [];
let peakMb = 0;
/** Of each process then: the server, its decoders. */
let peakEach: readonly number[] = [];
attacker.send("go");
const watching = [watchMemory(), time(healthPort, livezMs), time(barePort, bareMs), readPictures()];
await Promise.race([sleep(Number(values.seconds) * 1000), ended]);
stop.abort();
const stopped = performance.now();
const end = await Promise.race([endServer(), sleep(MAX_STOP_MS, "not in time")]);
const stopMs = performance.now() - stopped;
if (end === "not in time") process.kill(pid, "SIGKILL");
attacker.kill("SIGKILL");
await Promise.all(watching);

bare.kill();
const [worstMs, worstBareMs] = [Math.max(...livezMs), Math.max(...bareMs)];
const problems: string[] = [];
if (peakMb > Number(values["max-mb"])) problems.push(`memory rose to ${peakMb.toFixed(0)} MB`);
if (!values["memory-only"] && worstMs - worstBareMs > MAX_LIVEZ_MS)
  problems.push(`/livez took ${worstMs.toFixed(0)} ms`);
if (!values["memory-only"] && read.ok === 0) problems.push("no everyday picture was read");
// Where the grace for what is in flight is over, it says so with 1: that depends on the machine's speed.
if (end !== "0" && !(values["memory-only"] && end === "1")) problems.push(`the server ended with ${end}`);
console.log(`${attacks.length} attacks at once for ${values.seconds} s, serve ${positionals.join(" ")}`);
const parts = peakEach.map((mb) => mb.toFixed(0)).join(" + ");
console.log(`memory: ${idleMb.toFixed(0)} MB before, ${peakMb.toFixed(0)} MB at most (${parts})`);
const [median, bareMedian] = [livezMs, bareMs].map((ms) => ms.toSorted((a, b) => a - b)[ms.length >> 1].toFixed(0));
console.log(`/livez: ${livezMs.length} answers, ${median} ms in the middle, ${worstMs.toFixed(0)} ms at most`);
console.log(
  `a bare server: ${bareMs.length} answers, ${bareMedian} ms in the middle, ${worstBareMs.toFixed(0)} ms at most`,
);
console.log(
  `everyday pictures: ${read.ok} read, ${read.refused} refused, ${read.lost} without an answer; end after ${stopMs.toFixed(0)} ms`,
);
for (const problem of problems) console.error(`FAILED: ${problem}`);
if (problems.length === 0) console.log("PASSED");
process.exit(problems.length > 0 ? 1 : 0);

async function watchMemory(): Promise<void> {
  while (!stop.signal.aborted) {
    const each = readProcessTree(pid).pids.map((pid) => readMemory([pid]) / 1e6);
    const sumMb = each.reduce((sum, mb) => sum + mb, 0);
    if (sumMb > peakMb) [peakMb, peakEach] = [sumMb, each];
    await sleep(LOOK_MS);
  }
}

async function time(ofPort: number, intoMs: number[]): Promise<void> {
  while (!stop.signal.aborted) {
    const start = performance.now();
    const status = await ask(ofPort, "/livez", "GET");
    if (!stop.signal.aborted) intoMs.push(status === 200 ? performance.now() - start : Number.POSITIVE_INFINITY);
    await sleep(LOOK_MS);
  }
}

async function readPictures(): Promise<void> {
  while (!stop.signal.aborted) {
    const status = await ask(port, "/v1/digits", "POST", picture);
    if (status === 200) read.ok++;
    else if (status === null) read.lost++;
    else read.refused++;
    await sleep(LOOK_MS);
  }
}

function ask(toPort: number, path: string, method: string, body?: Uint8Array): Promise<number | null> {
  return new Promise((resolve) => {
    const sent = request({ port: toPort, path, method, agent: false, timeout: 10_000 }, (answer) => {
      answer.resume().once("close", () => resolve(answer.statusCode!));
    });
    sent.on("error", () => resolve(null)).on("timeout", () => sent.destroy());
    sent.end(body);
  });
}

async function findFreePort(): Promise<number> {
  const free = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => free.once("listening", resolve));
  const { port: found } = free.address() as AddressInfo;
  await new Promise((resolve) => free.close(resolve));
  return found;
}
