import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { childrenOf } from "../helpers/children-of.ts";
import { runCommand } from "../helpers/run-command.ts";
import { startServer } from "../helpers/start-server.ts";
import { until } from "../helpers/until.ts";
import { writeTinyModel } from "../helpers/write-tiny-model.ts";

const ROOT = join(import.meta.dirname, "../..");
const PICTURE = readFileSync(join(ROOT, "test_images/3.png"));

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
const model = writeTinyModel(folder, 3);

/** The status of an answer, or why there is none. */
type Outcome = number | "refused" | "cut off" | "no answer";

/** Reads a picture over a connection of its own. */
function ask(url: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { method: "POST", agent: false, headers: { "content-type": "image/png" } };
    const sent = request(`${url}/v1/digits`, options, (answer) => {
      answer.on("error", () => resolve("cut off"));
      answer.on("end", () => resolve(answer.complete ? answer.statusCode! : "cut off")).resume();
    });
    sent.on("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED" ? "refused" : "cut off"));
    sent.setTimeout(20_000, () => resolve("no answer"));
    sent.end(PICTURE);
  });
}

/** So many clients ask, one time after the other, until told to stop. */
function askWithoutPause(
  t: TestContext,
  url: string,
  clients: number,
): { readonly outcomes: Outcome[]; readonly sentAt: number[]; stop(): Promise<void> } {
  const outcomes: Outcome[] = [];
  const sentAt: number[] = [];
  let isStopped = false;
  t.after(() => {
    isStopped = true;
  });
  const running = Array.from({ length: clients }, async () => {
    while (!isStopped) {
      const now = performance.now();
      outcomes.push(await ask(url));
      sentAt.push(now);
    }
  });
  return {
    ...{ outcomes, sentAt },
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}

describe("under load", () => {
  test("a worker that is killed takes at most its own requests along, and is replaced", async (t) => {
    const clients = 4;
    const { url, process: server } = await startServer(t, ["--model", model, "--workers", "2"]);
    const load = askWithoutPause(t, url, clients);
    await until(() => load.outcomes.length > 20);
    const children = async () => (await readFile(`/proc/${server.pid}/task/${server.pid}/children`, "utf8")).split(" ");
    const [worker] = await children();
    process.kill(Number(worker), "SIGKILL");
    await until(async () => (await children()).filter(Boolean).length === 2 && !(await children()).includes(worker));
    const replacedAt = performance.now();
    const sinceReplaced = load.outcomes.length;
    await until(() => load.outcomes.length > sinceReplaced + 20);
    await load.stop();
    const failed = load.outcomes.filter((outcome) => outcome !== 200);
    assert.ok(failed.length <= clients, `${failed.length} of ${load.outcomes.length} failed: ${failed}`);
    // One of its own may wait in vain until after that.
    const later = load.outcomes.filter((_, i) => load.sentAt[i] > replacedAt);
    assert.ok(later.length > 0 && later.every((outcome) => outcome === 200), String(later));
  });

  for (const workers of ["1", "2"]) {
    test(`SIGTERM loses none of the requests that were accepted, with --workers ${workers}`, async (t) => {
      const { url, process: server, ended, log } = await startServer(t, ["--model", model, "--workers", workers]);
      const load = askWithoutPause(t, url, 4);
      await until(() => load.outcomes.length > 20);
      server.kill("SIGTERM");
      assert.equal(await ended, 0);
      await load.stop();
      // A connection that the kernel had not handed over yet is cut off; what came to a log line was accepted.
      const lines = log()
        .split("\n")
        .filter((line) => line.includes('"msg":"request"'));
      const answered = lines
        .map((line) => JSON.parse(line))
        .filter(({ status, aborted }) => status === 200 && !aborted);
      assert.equal(answered.length, lines.length);
      assert.equal(load.outcomes.filter((outcome) => outcome === 200).length, lines.length);
    });
  }
});

for (const workers of ["1", "2"]) {
  test(`health is answered on its own port though all connections are taken, with --workers ${workers}`, async (t) => {
    const port = await findFreePort();
    const args = ["--workers", workers, "--limit-connections", "20", "--health-port", String(port)];
    const { url, process: server, ended } = await startServer(t, ["--model", model, ...args]);
    const idle = Array.from({ length: 60 }, () => connect(Number(new URL(url).port), "127.0.0.1"));
    for (const socket of idle) socket.on("error", () => undefined);
    t.after(() => idle.map((socket) => socket.destroy()));
    await until(async () => (await ask(url)) === "cut off"); // it takes no more
    const get = async (path: string, method = "GET") =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    assert.deepEqual([await get("/livez"), await get("/healthz"), await get("/readyz")], [200, 200, 200]);
    assert.deepEqual(
      [await get("/livez", "HEAD"), await get("/livez", "POST"), await get("/v1/model")],
      [200, 405, 404],
    );
    server.kill("SIGTERM");
    await until(async () => (await get("/readyz")) === 503);
    assert.equal(await get("/livez"), 200);
    for (const socket of idle) socket.destroy();
    assert.equal(await ended, 0);
  });

  test(`with --workers ${workers} it says in one line that its port for health is taken`, async (t) => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const args = ["--port", "0", "--workers", workers, "--health-port", String(port)];
    const { status, stderr } = await runCommand(["serve", "--model", model, ...args]);
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^number-predictor: .*${port}.*--health-port.*\n$`));
  });

  test(`a request on a kept connection that comes after SIGTERM is answered, with --workers ${workers}`, async (t) => {
    const { url, process: server, ended } = await startServer(t, ["--model", model, "--workers", workers]);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let answers = "";
    socket.setEncoding("utf8").on("data", (text) => (answers += text));
    const closed = once(socket, "close");
    const get = () => socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    get();
    await until(() => answers.endsWith("}"));
    server.kill("SIGTERM");
    await until(async () => (await ask(url)) === "refused");
    assert.equal(socket.readyState, "open");
    get();
    await closed;
    assert.equal(answers.match(/HTTP\/1\.1 200 OK/g)?.length, 2, answers);
    assert.match(answers, /connection: close/i);
    assert.equal(await ended, 0);
  });

  test(`goes on where nobody reads its standard error and output any more, with --workers ${workers}`, async (t) => {
    const { url, process: server } = await startServer(t, ["--model", model, "--workers", workers]);
    const before = await childrenOf(server.pid!);
    server.stderr!.destroy();
    server.stdout!.destroy();
    const [reloaded, ended] = [5, before[0]];
    for (let times = 0; times < reloaded; times++) {
      server.kill("SIGHUP"); // it tells of that
      assert.equal(await ask(url), 200);
    }
    if (workers === "2") {
      process.kill(ended, "SIGKILL"); // of that too
      await until(async () => (await childrenOf(server.pid!)).filter((pid) => pid !== ended).length === 2);
    }
    await sleep(200);
    for (let times = 0; times < 4; times++) assert.equal(await ask(url), 200);
    assert.equal(server.exitCode, null);
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("a worker that no longer answers is killed and replaced", async (t) => {
  const { url, process: server, errors } = await startServer(t, ["--model", model, "--workers", "2"]);
  const [worker] = await childrenOf(server.pid!);
  process.kill(worker, "SIGSTOP");
  t.after(() => existsSync(`/proc/${worker}`) && process.kill(worker, "SIGKILL"));
  await until(async () => (await childrenOf(server.pid!)).filter((pid) => pid !== worker).length === 2);
  assert.match(errors(), new RegExp(`worker ${worker} doesn't answer`));
  for (let times = 0; times < 4; times++) assert.equal(await ask(url), 200);
});

describe("a model that can't be served stops the start in one line", () => {
  const cases: [what: string, prepare: (path: string) => void, message: RegExp][] = [
    ["missing weights", (path) => rmSync(path), /digits\.onnx can't be read \(ENOENT\)/],
    [
      "a named pipe in the place of the weights",
      (path) => {
        rmSync(path);
        spawnSync("mkfifo", [path]);
      },
      /digits\.onnx can't be read \(ENOTFILE\)/,
    ],
    ["a missing finder", (path) => rmSync(toFinder(path)), /finder\.onnx can't be read \(ENOENT\)/],
    [
      "a finder of another model",
      (path) => copyFileSync(path, toFinder(path)),
      /finder\.onnx is not the file [^\n]*SHA-256 differs/,
    ],
    ["damaged weights", (path) => writeFileSync(path, readFileSync(path).fill(7, 100, 110)), /SHA-256 differs/],
    ["a manifest cut off", (path) => writeFileSync(toManifest(path), '{"name":'), /manifest is no JSON/],
    [
      "a manifest of another kind",
      (path) => writeFileSync(toManifest(path), "{}"),
      /lacks something or is of another kind/,
    ],
    [
      "another preparation",
      (path) => writeManifest(path, { preprocessing_version: 999 }),
      /trained with preparation 999/,
    ],
    [
      "weights that are no ONNX, with their right hash",
      (path) => {
        writeFileSync(path, "no model");
        writeManifest(path, { sha256: hashOf(path) });
      },
      /damaged or no ONNX model/,
    ],
    [
      "a network that takes something else",
      (path) => {
        writeFileSync(path, readFileSync(path, "latin1").replaceAll("image", "sound"), "latin1");
        writeManifest(path, { sha256: hashOf(path) });
      },
      /of another kind: it lacks "image"/,
    ],
  ];
  for (const [what, prepare, message] of cases) {
    test(what, async () => {
      const localFolder = mkdtempSync(join(folder, "model-"));
      const path = join(localFolder, "digits.onnx");
      copyFileSync(model, path);
      copyFileSync(toManifest(model), toManifest(path));
      copyFileSync(toFinder(model), toFinder(path));
      prepare(path);
      const start = (workers: string) => runCommand(["serve", "--port", "0", "--model", path, "--workers", workers]);
      for (const { status, stderr } of await Promise.all(["1", "2"].map(start))) {
        assert.equal(status, 1);
        assert.match(stderr, message);
        assert.match(stderr, /^number-predictor: [^\n]+\n$/);
      }
    });
  }
});

function toManifest(path: string): string {
  return path.replace(/\.onnx$/, ".json");
}

function toFinder(path: string): string {
  return join(dirname(path), "finder.onnx");
}

function writeManifest(path: string, changes: object): void {
  const manifest = JSON.parse(readFileSync(toManifest(path), "utf8"));
  writeFileSync(toManifest(path), JSON.stringify({ ...manifest, ...changes }));
}

function hashOf(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

describe("what is around it fails", () => {
  const hasFull = existsSync("/dev/full") ? false : "needs /dev/full";
  test("a log that can't be written, for the disk is full, holds up nothing", { skip: hasFull }, async (t) => {
    const { url } = await startThrough(t, `exec "$@" > /dev/full`);
    for (let i = 0; i < 20; i++) assert.equal(await ask(url), 200);
  });

  test("a log that nobody reads any more holds up nothing", async (t) => {
    const { url } = await startThrough(t, `"$@" | true`);
    for (let i = 0; i < 20; i++) assert.equal(await ask(url), 200);
  });

  const mount = "mount -o remount,ro,bind / / 2>/dev/null || { mount --bind / / && mount -o remount,ro,bind / /; }";
  const mounts = spawnSync("unshare", ["--mount", "sh", "-c", `${mount} && ! touch ${ROOT}/.written 2>/dev/null`]);
  const canMount = mounts.status === 0 ? false : "needs the right to mount";
  test("on a disk that can't be written it serves as ever", { skip: canMount }, async (t) => {
    const { url } = await startThrough(t, `exec unshare --mount sh -c '${mount} && exec "$@"' sh "$@"`);
    for (const name of ["/", "/docs", "/ui/", "/openapi.json", "/metrics", "/v1/model"]) {
      assert.equal((await fetch(`${url}${name}`)).status, 200, name);
    }
    assert.equal(await ask(url), 200);
  });

  test("clocks that jump change neither limits nor answers", async (t) => {
    const jump = join(folder, "jump.mjs");
    // Every look at the clock is another day, forth and back.
    writeFileSync(
      jump,
      "const { now } = Date; let looks = 0; Date.now = () => now() + (looks++ % 2 ? 1 : -1) * 86_400_000;",
    );
    const args = ["--model", model, "--rate-limit", "10", "--timeout-request", "20"];
    const { url } = await startServer(t, args, { NODE_OPTIONS: `--import ${jump}` });
    const outcomes: Outcome[] = [];
    for (let i = 0; i < 12; i++) outcomes.push(await ask(url));
    assert.deepEqual(outcomes, [...Array(10).fill(200), 429, 429]);
  });
});

/** Starts the server by a line of shell, in which it is "$@". */
async function startThrough(t: TestContext, line: string): Promise<{ readonly url: string }> {
  const serve = [process.execPath, join(ROOT, "src/main.ts"), "serve", "--port", "0", "--model", model];
  const child = spawn("sh", ["-c", line, "sh", ...serve], { stdio: ["ignore", "ignore", "pipe"], detached: true });
  const ended = new Promise((resolve) => child.once("close", resolve));
  t.after(async () => {
    process.kill(-child.pid!, "SIGKILL");
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      errors += text;
      const found = /serves on (http:\S+)/.exec(errors);
      if (found) resolve(found[1]);
    });
    void ended.then(() => reject(new Error(`serve ended: ${errors}`)));
  });
  return { url };
}
