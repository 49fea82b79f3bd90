/**
 * Sends damaged requests to a real server on this machine, each made from the seed and its number, and checks that nothing worse
 * than a refusal comes of them.
 *
 *     node bench/fuzz/fuzz-requests.ts [--seconds 30] [--seed 1] [--only NUMBER] [--count N]
 *
 * Ends with status 1, and says which number did it, when the server answers with what it should not, says nothing in time, holds
 * up others, leaves memory or connections behind, or ends. `--only` sends that one again, and shows what was sent and answered.
 */

import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createRandom, type Random } from "../../src/training/random.ts";
import { encodePngParts } from "../../test/helpers/encode-png.ts";
import { mutate } from "../../test/helpers/mutate.ts";
import { createSampleFiles } from "../../test/helpers/sample-files.ts";

const ROOT = join(import.meta.dirname, "../..");
const CLIENTS = 8;
/** Far longer than the server's own limits below, because the machine may be busy: a request without an answer by then never gets one. */
const MAX_RESPONSE_MS = 20_000;
/** Most processor time of the server, over all its threads, that a damaged request may cost on average. */
const MAX_MEAN_CPU_MS = 20;
/** After the first requests; what glibc keeps for each thread of the decoders is most of it. */
const MAX_GROWTH_MB = 400;
const WARM_UP = 500;
const LIMITS = [
  "--max-file-bytes",
  "100000",
  "--timeout-request",
  "2",
  "--timeout-headers",
  "1",
  "--timeout-keep-alive",
  "1",
];
const STATUSES = [200, 206, 304, 400, 404, 405, 408, 413, 415, 416, 417, 422, 431, 503];
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "HEAD",
  "OPTIONS",
  "DELETE",
  "PATCH",
  "TRACE",
  "QUERY",
  "PROPFIND",
  "CONNECT",
  "get",
  "\0",
];
const READING = ["/predict/", "/predict_file/", "/v1/digits"];
const TARGETS = [...READING, "/", "/hello/Ada", "/v1/model", "/readyz", "/metrics", "/ui/", "/docs", "/redoc"];
const ODD_TARGETS = [
  "*",
  "//",
  "/hello/%zz",
  "/hello/%ff%fe",
  "/hello/%2e%2e%2f",
  "/../etc/passwd",
  "/ui/..%2f..%2fpackage.json",
];
const ODD_HEADERS = [
  "transfer-encoding: chunked",
  "transfer-encoding: gzip, chunked",
  "content-length: -1",
  "content-length: 99999999999999999999",
  "content-length: 5\r\ncontent-length: 6",
  "expect: 100-continue",
  "connection: upgrade\r\nupgrade: h2c",
  "content-type: multipart/form-data",
  "content-type: multipart/form-data; boundary=",
  `content-type: multipart/form-data; boundary=${"b".repeat(300)}`,
  "content-type: application/json; charset=utf-16",
  "content-encoding: gzip",
  "range: bytes=0-0,-1,5-",
  "if-none-match: *",
  "x-request-id: \x01\x02",
  " folded: header",
  "host: a\r\nhost: b",
];
const PARTS = [
  "content-disposition: form-data",
  'content-disposition: form-data; name="',
  "content-disposition: form-data; name*=utf-8''image_file; filename*=utf-8''%ff",
  'content-disposition: form-data; name="image_file"; filename="\\"',
  "content-disposition: attachment; name=image_file; filename=/etc/passwd",
  "no colon",
  `x-long: ${"y".repeat(9000)}`,
];

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "1000000000" },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const samples = await createSampleFiles();
const problems: string[] = [];
const outcomes = new Map<string, number>();
process.exitCode = await fuzz();

async function fuzz(): Promise<number> {
  const args = ["src/main.ts", "serve", "--port", "0", "--no-access-log", "--log-level", "error", ...LIMITS];
  const server = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  let logged = "";
  server.stdout.setEncoding("utf8").on("data", (text) => (logged += text));
  const ended = new Promise<string>((resolve) =>
    server.once("exit", (status, signal) => resolve(String(signal ?? status))),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.stderr.setEncoding("utf8").on("data", (text) => {
      said += text;
      const found = /serves on http:\S+:(\d+)/.exec(said);
      if (found) resolve(Number(found[1]));
    });
    void ended.then((how) => reject(new Error(`The server ended (${how}) before it served: ${said}`)));
  });
  const pid = server.pid!;
  void ended.then((how) => problems.push(`the server ended: ${how}\n${said}`));
  const descriptors = countDescriptors(pid);

  const first = Number(values.only ?? 0);
  const last = values.only ? first + 1 : Math.min(Number(values.count), Number.MAX_SAFE_INTEGER);
  const end = performance.now() + Number(values.seconds) * 1000;
  let next = first;
  let baselineMb = 0;
  let slowestSoundMs = 0;
  async function attack(): Promise<void> {
    while (next < last && performance.now() < end && problems.length < 20) {
      const number = next++;
      await judge(port, number);
      if (number - first === WARM_UP) baselineMb = residentMb(pid);
      if (number % 100 === 0) slowestSoundMs = Math.max(slowestSoundMs, await sendSound(port, number));
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, attack));

  const growthMb = baselineMb === 0 ? 0 : residentMb(pid) - baselineMb;
  if (growthMb > MAX_GROWTH_MB) problems.push(`memory grew by ${growthMb.toFixed(0)} MB`);
  let left = 0;
  for (let tries = 0; tries < 60; tries++) {
    left = countDescriptors(pid) - descriptors;
    if (left <= 2) break;
    await sleep(100);
  }
  if (left > 2) problems.push(`${left} more files and connections are open than at the start`);
  const cpuMs = processorMs(pid) / Math.max(1, next - first);
  if (cpuMs > MAX_MEAN_CPU_MS && next - first > WARM_UP) problems.push(`a request cost ${cpuMs.toFixed(1)} ms`);
  if (logged !== "") problems.push(`errors were logged: ${logged.slice(0, 2000)}`);
  server.kill("SIGTERM");
  if ((await ended) === "0")
    problems.splice(
      problems.findIndex((problem) => problem.startsWith("the server ended: 0")),
      1,
    );

  console.log(
    `${next - first} requests, seed ${seed}: ${[...outcomes]
      .sort()
      .map(([what, n]) => `${what} ${n}`)
      .join(", ")}`,
  );
  console.log(
    `memory grew by ${growthMb.toFixed(0)} MB to ${(baselineMb + growthMb).toFixed(0)} MB, ` +
      `${cpuMs.toFixed(1)} ms of processor time a request, slowest sound one in between ${slowestSoundMs.toFixed(0)} ms`,
  );
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
}

/** Sends one damaged request, in pieces, and says what is wrong with what came back. */
async function judge(port: number, number: number): Promise<void> {
  const random = createRandom(seed, number);
  const request = createRequest(random);
  const leavesEarly = random.chance(0.1);
  const { text, isClosed } = await exchange(port, cut(request, random), leavesEarly);
  if (values.only) console.log(JSON.stringify(request.toString("latin1")), "\n\n", JSON.stringify(text));
  if (leavesEarly) return count("left early");
  const [head] = text.split("\r\n\r\n", 1);
  if (text === "") {
    count("closed without a word");
    if (!isClosed) problems.push(`request ${number}: no answer in ${MAX_RESPONSE_MS} ms`);
    return;
  }
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]);
  if (status === 100) return count("100");
  count(String(status));
  if (!STATUSES.includes(status)) problems.push(`request ${number}: status ${status}`);
  const [, length] = /^content-length: (\d+)/im.exec(head) ?? [];
  if (request.toString("latin1").startsWith("HEAD ")) return; // has no body, whatever its length
  if (status < 400 || length === undefined || !/^content-type: application\/json/im.test(head)) return;
  const body = text.slice(head.length + 4, head.length + 4 + Number(length));
  try {
    if (body !== "" && JSON.parse(body).detail === undefined) problems.push(`request ${number}: no detail in ${body}`);
  } catch {
    problems.push(`request ${number}: no JSON: ${body.slice(0, 200)}`);
  }
}

function createRequest(random: Random): Buffer {
  const isReading = random.chance(0.7);
  const method = isReading ? "POST" : random.pick(METHODS);
  const target = isReading ? random.pick(READING) : random.pick(random.chance(0.8) ? TARGETS : ODD_TARGETS);
  const [type, body] = createBody(random, target);
  const isChunked = random.chance(0.2);
  const headers = [
    "host: a",
    `content-type: ${type}`,
    random.chance(0.8) ? "connection: close" : "connection: keep-alive",
  ];
  if (isChunked) headers.push("transfer-encoding: chunked");
  else if (random.chance(0.95))
    headers.push(`content-length: ${random.chance(0.9) ? body.length : random.below(200_000)}`);
  if (random.chance(0.2)) headers.push(random.pick(ODD_HEADERS));
  if (random.chance(0.05)) for (let i = random.below(3000); i > 0; i--) headers.push(`x-${i}: ${i}`);
  const query = random.chance(0.2)
    ? `?max_error=${random.pick(["0.1", "-1", "1e999", "", "%00"])}&explain=${random.pick(["1", "x"])}`
    : "";
  const head = Buffer.from(`${method} ${target}${query} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`, "latin1");
  const request = Buffer.concat([head, isChunked ? toChunks(body, random) : body]);
  const damaged = random.chance(0.3) ? Buffer.from(mutate(request, random, request)) : request;
  return random.chance(0.05) ? Buffer.concat(Array(2 + random.below(40)).fill(damaged)) : damaged;
}

function createBody(random: Random, target: string): readonly [type: string, body: Buffer] {
  const file = Buffer.from(
    random.chance(0.3)
      ? mutate(random.pick(samples).bytes, random, random.pick(samples).bytes)
      : random.pick(samples).bytes,
  );
  if (target === "/predict/") {
    const json = JSON.stringify({
      path_to_img: random.pick(["test_images/0.png", "../package.json", "\0", "/dev/zero", "a".repeat(5000)]),
    });
    const text = random.pick([
      json,
      json,
      `${"[".repeat(random.below(20_000))}`,
      '{"path_to_img": 1e400}',
      "\xff\xfe",
      "",
    ]);
    return [
      "application/json",
      random.chance(0.3)
        ? Buffer.from(mutate(Buffer.from(text), random, Buffer.from(json)))
        : Buffer.from(text, "latin1"),
    ];
  }
  if (target === "/v1/digits" && random.chance(0.5)) return ["image/png", file];
  if (random.chance(0.1)) return ["application/x-www-form-urlencoded", Buffer.from("a=b&".repeat(random.below(5000)))];
  return [
    "multipart/form-data; boundary=b",
    createForm(random, target === "/v1/digits" ? "image" : "image_file", file),
  ];
}

function createForm(random: Random, name: string, file: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let i = random.chance(0.05) ? random.below(2000) : random.below(3); i >= 0; i--) {
    const sound = `content-disposition: form-data; name="${name}"; filename="x"`;
    const head = random.chance(0.8) ? sound : random.pick(PARTS);
    parts.push(Buffer.from(`--b\r\n${head}\r\n\r\n`, "latin1"), i < 3 ? file : Buffer.from("x"), Buffer.from("\r\n"));
  }
  if (random.chance(0.9)) parts.push(Buffer.from(random.chance(0.9) ? "--b--\r\n" : "--b-"));
  const form = Buffer.concat(parts);
  return random.chance(0.3) ? Buffer.from(mutate(form, random, form)) : form;
}

function toChunks(body: Buffer, random: Random): Buffer {
  const chunks: Buffer[] = [];
  const maxBytes = random.pick([1, 10, 1000, 100_000]);
  for (let at = 0; at < body.length && chunks.length < 30_000; ) {
    const size = Math.min(1 + random.below(maxBytes), body.length - at);
    const extension = random.chance(0.01) ? `;${"e".repeat(random.below(20_000))}` : "";
    chunks.push(Buffer.from(`${size.toString(16)}${extension}\r\n`), body.subarray(at, at + size), Buffer.from("\r\n"));
    at += size;
  }
  return Buffer.concat([...chunks, Buffer.from(random.chance(0.9) ? "0\r\n\r\n" : "zz\r\n")]);
}

/** In up to four pieces, as they may come over a network. */
function cut(request: Buffer, random: Random): Buffer[] {
  const cuts = Array.from({ length: random.below(4) }, () => random.below(request.length)).sort((a, b) => a - b);
  return [...cuts, request.length].map((end, index) => request.subarray(cuts[index - 1] ?? 0, end));
}

function exchange(
  port: number,
  pieces: readonly Buffer[],
  leavesEarly: boolean,
): Promise<{ text: string; isClosed: boolean }> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    let isClosed = false;
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, isClosed });
    };
    const timer = setTimeout(finish, MAX_RESPONSE_MS);
    socket.on("data", (data) => (text += data.toString("latin1")));
    socket.on("error", () => undefined); // "close" follows
    socket.on("close", () => {
      isClosed = true;
      finish();
    });
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece);
        await sleep(1);
      }
      if (leavesEarly) finish();
      else socket.end();
    })();
  });
}

/** A sound request is answered, and soon, whatever else comes. */
async function sendSound(port: number, number: number): Promise<number> {
  const rows = Array.from({ length: 28 }, (_, y) =>
    Array.from({ length: 28 }, (_, x) => (x > 12 && x < 16 && y > 4 && y < 24 ? 0 : 255)),
  );
  const form = new FormData();
  form.append(
    "image_file",
    new Blob([Buffer.from(encodePngParts({ width: 28, height: 28, bitDepth: 8, colorType: 0, rows }))]),
    "1.png",
  );
  const start = performance.now();
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/predict_file/`, { method: "POST", body: form });
    const text = await answer.text();
    if (answer.status !== 200 && answer.status !== 408)
      problems.push(`a sound request after ${number}: ${answer.status} ${text}`);
  } catch (error) {
    problems.push(`a sound request after ${number}: ${error}`);
  }
  return performance.now() - start;
}

function count(outcome: string): void {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1000;
}

/** User and system time of all threads; the kernel counts in hundredths of a second. */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

function countDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
