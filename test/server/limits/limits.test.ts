import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { METHODS } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PredictorError } from "../../../src/errors.ts";
import { createApp } from "../../../src/server/app.ts";
import { createImageFolder } from "../../../src/server/image-folder.ts";
import { readSettings } from "../../../src/server/settings.ts";
import { createFakeReader, createReading } from "../../helpers/fake-reader.ts";
import { createSettings, listen } from "../../helpers/listen.ts";
import { sendBytes, sendRaw } from "../../helpers/send-raw.ts";
import { until } from "../../helpers/until.ts";

const PUBLIC = ["/", "/hello/Ada", "/livez", "/readyz", "/healthz"];
const PRIVATE = ["/v1/model", "/metrics", "/docs", "/redoc", "/openapi.json", "/predict/", "/nothing", "/ui/"];

const createTestApp = (settings = {}, reader = createFakeReader()) => createApp({ reader }, createSettings(settings));

test("with keys, only greeting and health are open; either header opens the rest, for any of the keys", async () => {
  const app = createTestApp({ apiKeys: ["one", "two"] });
  for (const url of PUBLIC) assert.equal((await app.inject(url)).statusCode, 200, url);
  for (const url of PRIVATE) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 401, url);
    assert.equal(answer.headers["www-authenticate"], "Bearer");
  }
  const get = async (headers: Record<string, string>) => (await app.inject({ url: "/v1/model", headers })).statusCode;
  assert.equal(await get({ authorization: "Bearer one" }), 200);
  assert.equal(await get({ "x-api-key": "two" }), 200);
  for (const wrong of ["", "three", "on", "onetwo"]) assert.equal(await get({ "x-api-key": wrong }), 401);
});

test("docs and metrics can be made public", async () => {
  const app = createTestApp({ apiKeys: ["one"], publicDocs: true, publicMetrics: true });
  for (const url of ["/docs", "/redoc", "/openapi.json", "/metrics"]) {
    assert.equal((await app.inject(url)).statusCode, 200, url);
  }
  assert.equal((await app.inject("/v1/model")).statusCode, 401);
});

test("keys from a file are read again when it changes, and a file without any opens nothing", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const apiKeyFile = join(folder, "keys");
  writeFileSync(apiKeyFile, "# keys\nold\n");
  const app = createTestApp({ apiKeyFile });
  t.after(() => app.close());
  const get = async (key: string) => (await app.inject({ url: "/v1/model", headers: { "x-api-key": key } })).statusCode;
  assert.equal(await get("old"), 200);
  writeFileSync(apiKeyFile, "brand-new\n");
  await until(async () => (await get("brand-new")) === 200);
  assert.equal(await get("old"), 401);
  writeFileSync(join(folder, "none"), "# no keys\n");
  assert.throws(() => createTestApp({ apiKeyFile: join(folder, "none") }), /--api-key-file/);
});

test("beyond the rate limit a client is told when to come back, health excepted", async () => {
  const app = createTestApp({ rateLimit: 2 });
  await app.inject("/");
  await app.inject("/");
  const third = await app.inject("/");
  assert.equal(third.statusCode, 429);
  assert.ok(Number(third.headers["retry-after"]) > 0);
  assert.equal((await app.inject("/livez")).statusCode, 200);
});

test("a made-up key is no client of its own, and trying out keys is limited", async () => {
  const app = createTestApp({ rateLimit: 2, apiKeys: ["one", "two"] });
  const get = async (key: string) => (await app.inject({ url: "/v1/model", headers: { "x-api-key": key } })).statusCode;
  assert.deepEqual([await get("a"), await get("b"), await get("c")], [401, 401, 429]);
  assert.deepEqual([await get("one"), await get("one"), await get("one")], [200, 200, 429]);
  assert.equal(await get("two"), 200);
});

test("addresses of one IPv6 network are one client", async () => {
  const app = createTestApp({ rateLimit: 1 });
  const get = async (remoteAddress: string) => (await app.inject({ url: "/", remoteAddress })).statusCode;
  assert.deepEqual([await get("2001:db8:0:1::1"), await get("2001:db8:0:1:9::2")], [200, 429]);
  assert.deepEqual([await get("2001:db8:0:2::1"), await get("::1"), await get("192.0.2.1")], [200, 200, 200]);
});

test("without a key nothing but the public answers, whatever the method", async () => {
  const app = createTestApp({ apiKeys: ["one"] });
  const methods = METHODS.filter((method) => method !== "CONNECT");
  for (const url of [
    ...PUBLIC,
    ...PRIVATE,
    "/predict_file/",
    "/v1/digits",
    "/ui/model/digits.onnx",
    "/docs/static/index.css",
  ]) {
    for (const method of methods) {
      const { statusCode } = await app.inject({ method: method as "GET", url });
      const expected = !PUBLIC.includes(url) ? 401 : method === "GET" || method === "HEAD" ? 200 : 405;
      assert.equal(statusCode, expected, `${method} ${url}`);
    }
  }
});

test("another origin's page may ask for leave without a key, and may send what its libraries add", async () => {
  const app = createTestApp({ apiKeys: ["one"], corsOrigins: ["https://a.test"] });
  const sent = "cache-control,content-type,traceparent,x-api-key,x-requested-with";
  for (const method of ["GET", "HEAD", "POST"]) {
    const headers = {
      origin: "https://a.test",
      "access-control-request-method": method,
      "access-control-request-headers": sent,
    };
    const answer = await app.inject({ method: "OPTIONS", url: "/v1/digits", headers });
    assert.equal(answer.statusCode, 204);
    const allowed = String(answer.headers["access-control-allow-headers"]).split(/, */);
    for (const name of sent.split(",")) assert.ok(allowed.includes(name), name);
    assert.match(String(answer.headers["access-control-allow-methods"]), new RegExp(method));
  }
});

test("what answers GET answers HEAD, with the same headers and no body", async () => {
  const app = createTestApp();
  for (const url of [...PUBLIC, "/v1/model", "/metrics", "/docs", "/redoc", "/openapi.json"]) {
    const [get, head] = [await app.inject(url), await app.inject({ method: "HEAD", url })];
    assert.equal(head.statusCode, 200, url);
    assert.equal(head.body, "", url);
    assert.equal(head.headers["content-type"], get.headers["content-type"], url);
  }
});

test("the media type of the documentation, image/*, is taken literally as well", async () => {
  const headers = { "content-type": "image/*" };
  const payload = Buffer.from("\x89PNG", "latin1");
  const answer = await createTestApp().inject({ method: "POST", url: "/v1/digits", headers, payload });
  assert.equal(answer.statusCode, 200);
});

test("an expectation that can't be met, no host and two hosts are refused in the shape of all errors", async (t) => {
  const port = await listen(t, createTestApp());
  const send = (lines: string) => sendBytes(port, `GET / HTTP/1.1\r\nconnection: close\r\n${lines}\r\n\r\n`);
  assert.match(await send("host: a\r\nexpect: tea"), /^HTTP\/1\.1 417 .*\{"detail":"[^"]+"\}$/s);
  assert.match(await send("x: y"), /^HTTP\/1\.1 400 .*\{"detail":"[^"]+Host[^"]+"\}$/s);
  assert.match(await send("host: a\r\nHost: b"), /^HTTP\/1\.1 400 .*\{"detail":"[^"]+Host[^"]+"\}$/s);
  assert.match(await send("host: a"), /^HTTP\/1\.1 200 /);
  assert.match(await sendBytes(port, "GET / HTTP/1.0\r\n\r\n"), /^HTTP\/1\.1 200 /);
});

test("bodies share a bound on memory, and give it back with their answers", async () => {
  const waiting: (() => void)[] = [];
  const reader = createFakeReader(() => new Promise((done) => waiting.push(() => done(createReading(1)))));
  const app = createTestApp({ maxBodyMemory: 1000 }, reader);
  const post = (bytes: number) => app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.alloc(bytes) });
  const first = post(600);
  while (waiting.length === 0) await sleep(1);
  const second = await post(600);
  assert.equal(second.statusCode, 503);
  assert.equal(second.headers["retry-after"], "1");
  waiting[0]();
  assert.equal((await first).statusCode, 200);
  const third = post(600);
  while (waiting.length === 1) await sleep(1);
  waiting[1]();
  assert.equal((await third).statusCode, 200);
});

test("a body is held until its picture is settled, though its client has gone away", async (t) => {
  const waiting: (() => void)[] = [];
  const reader = createFakeReader(() => new Promise((done) => waiting.push(() => done(createReading(1)))));
  const port = await listen(t, createTestApp({ maxBodyMemory: 1000 }, reader));
  const post = async (signal?: AbortSignal) => {
    const body = Buffer.alloc(600);
    return (await fetch(`http://127.0.0.1:${port}/v1/digits`, { method: "POST", body, signal: signal ?? null })).status;
  };
  const gone = new AbortController();
  const first = assert.rejects(post(gone.signal));
  while (waiting.length === 0) await sleep(1);
  gone.abort();
  await first;
  await sleep(100);
  assert.equal(await post(), 503);
  waiting[0]();
  let third = post();
  await until(async () => {
    if ((await Promise.race([third, sleep(1)])) === 503) third = post(); // it was not settled yet
    return waiting.length > 1;
  });
  waiting[1]();
  assert.equal(await third, 200);
});

test("who is told that it took too long is worked for no longer", async (t) => {
  let isGivenUp = false;
  const reader = createFakeReader(
    (_bytes, { signal }) =>
      new Promise((_resolve, reject) =>
        signal!.addEventListener("abort", () => {
          isGivenUp = true;
          reject(new PredictorError("cancelled", ""));
        }),
      ),
  );
  const port = await listen(t, createTestApp({ requestTimeoutMs: 50 }, reader));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/digits`, { method: "POST", body: "x" });
  assert.equal(answer.status, 503);
  await until(() => isGivenUp);
});

test("clients that send most of a large body and then wait keep nobody out", async (t) => {
  const port = await listen(t, createTestApp({ maxBodyMemory: 16_000_000 }));
  const post = async (bytes: number) => {
    const body = Buffer.alloc(bytes, "\x89", "latin1");
    return (await fetch(`http://127.0.0.1:${port}/v1/digits`, { method: "POST", body })).status;
  };
  const waiters = [6_000_000, 5_000_000].map((bytes) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    let answer = "";
    socket.setEncoding("utf8").on("data", (text) => (answer += text));
    socket.write("POST /v1/digits HTTP/1.1\r\nhost: a\r\ncontent-length: 9000000\r\n\r\n");
    const sent = new Promise((resolve) => socket.write(Buffer.alloc(bytes), resolve));
    t.after(() => socket.destroy());
    return { sent, answer: () => answer };
  });
  await Promise.all(waiters.map(({ sent }) => sent));
  for (let times = 0; times < 3; times++) assert.equal(await post(500_000), 200, "small bodies have some of their own");
  // As long as the system has some of their bytes, and the server not all, there is room for another body beside them. Whether one of
  // the two is refused at once, or gives way later, is a matter of which bytes came first.
  const answers = () => waiters.map(({ answer }) => answer()).join();
  await until(async () => (await post(4_000_000)) === 200 && answers().includes("Try again"));
  assert.match(answers(), /^,?HTTP\/1\.1 503 .*(came slowest|being received)/s);
});

test("who is still sending when it is refused sees why", async (t) => {
  const port = await listen(t, createTestApp({ maxFileBytes: 100_000 }));
  const url = `http://127.0.0.1:${port}`;
  for (let times = 0; times < 5; times++) {
    const form = new FormData();
    form.set("image_file", new Blob([new Uint8Array(20_000_000)]), "x.png");
    assert.equal((await fetch(`${url}/predict_file/`, { method: "POST", body: form })).status, 413);
  }
  for (const target of ["/predict_file/", "/v1/digits", "/nothing"]) {
    for (const connection of ["close", "keep-alive"]) {
      assert.match(await sendThenRead(port, target, connection, 20_000_000), /^HTTP\/1\.1 4(13|04) .*detail/s, target);
    }
  }
});

/** Looks for an answer only when everything is sent, as Python's http.client does. */
async function sendThenRead(port: number, target: string, connection: string, bytes: number): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.pause();
  socket.write(`POST ${target} HTTP/1.1\r\nhost: a\r\nconnection: ${connection}\r\ncontent-length: ${bytes}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.write(Buffer.alloc(bytes), (error) => (error ? reject(error) : resolve()));
  });
  const [answer] = await once(socket.resume(), "data");
  socket.destroy();
  return String(answer);
}

test("a body may come slowly, but not ever more slowly", async (t) => {
  const port = await listen(t, createTestApp({ requestTimeoutMs: 1000, minUploadRate: 20_000 }));
  const send = async (pieces: number, bytes: number) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write(`POST /v1/digits HTTP/1.1\r\nhost: a\r\ncontent-length: ${pieces * bytes}\r\n\r\n`);
    const answered = once(socket, "data").then(([answer]) => String(answer));
    for (let piece = 0; piece < pieces && !socket.destroyed; piece++) {
      socket.write(Buffer.alloc(bytes, "\x89", "latin1"));
      await sleep(30);
    }
    const answer = await answered;
    socket.destroy();
    return answer;
  };
  assert.match(await send(80, 5000), /^HTTP\/1\.1 200 /);
  assert.match(await send(80, 20), /^HTTP\/1\.1 408 .*too long to arrive/s);
});

test("requests that are sent without waiting for answers are cut off, a few excepted", async (t) => {
  const port = await listen(t, createTestApp({ limitPipelining: 4 }));
  const get = (connection: string) => `GET / HTTP/1.1\r\nhost: a\r\nconnection: ${connection}\r\n\r\n`;
  const few = await sendBytes(port, get("keep-alive").repeat(3) + get("close"));
  assert.equal(few.match(/HTTP\/1\.1 200/g)?.length, 4);
  const many = await sendBytes(port, get("keep-alive").repeat(100)).catch(() => "");
  assert.ok((many.match(/HTTP\/1\.1 200/g)?.length ?? 0) <= 4);
});

test("many headers, many parts and deep JSON are refused", async (t) => {
  const port = await listen(t, createTestApp({ maxParts: 3 }));
  const headers = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, "1"]));
  assert.equal((await sendRaw(port, { method: "GET", target: "/", headers })).status, 431);
  const post = { method: "POST", target: "/predict_file/" };
  const part = '--b\r\ncontent-disposition: form-data; name="x"\r\n\r\ny\r\n';
  const form = { "content-type": "multipart/form-data; boundary=b" };
  const parts = await sendRaw(port, { ...post, headers: form, body: `${part.repeat(4)}--b--` });
  assert.deepEqual([parts.status, /At most 3/.test(parts.body)], [400, true]);
  const fields = { "content-type": "application/x-www-form-urlencoded" };
  assert.equal((await sendRaw(port, { ...post, headers: fields, body: "a=1&".repeat(4) })).status, 400);
  const json = { "content-type": "application/json" };
  const deep = await sendRaw(port, { method: "POST", target: "/predict/", headers: json, body: "[".repeat(20_000) });
  assert.equal(deep.status, 400);
});

test("no error repeats more than 100 characters of what was sent", async () => {
  const app = createTestApp({ adminKeys: ["admin"], modelFolder: "models" });
  const long = "abc".repeat(10_000);
  const form = (name: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${long}\r\n--b--`;
  const multipart = { "content-type": "multipart/form-data; boundary=b" };
  const json = { "content-type": "application/json" };
  for (const [url, headers, payload] of [
    ["/v1/digits", multipart, form("image")],
    ["/predict_file/", multipart, form("image_file")],
    [`/v1/digits?max_error=${long.slice(0, 20_000)}`, {}, "x"],
    [`/v1/digits?explain=${long.slice(0, 20_000)}`, {}, "x"],
    ["/predict/", json, JSON.stringify({ other: long })],
    ["/predict/", json, JSON.stringify([long])],
    ["/predict/", json, JSON.stringify({ path_to_img: [long] })],
    ["/predict/", json, JSON.stringify({ path_to_img: long })],
    ["/predict/", {}, long],
    ["/admin/model", { ...json, "x-api-key": "admin" }, JSON.stringify({ action: long })],
  ] as const) {
    const answer = await app.inject({ method: "POST", url, headers, payload });
    assert.ok(answer.statusCode >= 400, url);
    assert.ok(answer.body.length < 600, `${url}: ${answer.body.slice(0, 1000)}`);
    assert.ok(!answer.body.includes(long.slice(0, 101)), answer.body.slice(0, 1000));
  }
});

test("beyond the concurrency limit requests are refused a moment later, take no place until then, and are counted each", async () => {
  const waiting: (() => void)[] = [];
  const reader = createFakeReader(() => new Promise((done) => waiting.push(() => done(createReading(1)))));
  const app = createTestApp({ limitConcurrency: 1 }, reader);
  const first = app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("x") });
  while (waiting.length === 0) await sleep(1);
  for (const refused of await Promise.all([app.inject("/"), app.inject("/")])) {
    assert.equal(refused.statusCode, 503);
    assert.equal(refused.headers["retry-after"], "1");
  }
  assert.match((await app.inject("/metrics")).body, /rejected_total\{reason="overloaded",[^}]*\} 2\n/);
  assert.equal((await app.inject("/livez")).statusCode, 200);
  const refusing = app.inject("/");
  waiting[0]();
  assert.equal((await first).statusCode, 200);
  assert.equal((await app.inject("/")).statusCode, 200, "while another one waits for its refusal");
  assert.equal((await refusing).statusCode, 503);
});

test("a server that ends holds no refusal back", async () => {
  const reader = createFakeReader(() => new Promise(() => undefined));
  const app = createTestApp({ limitConcurrency: 1, requestTimeoutMs: 100 }, reader);
  const answers: number[] = [];
  const ask = async (url: string, payload?: Buffer) => {
    const { statusCode } = await app.inject({ method: payload ? "POST" : "GET", url, ...(payload && { payload }) });
    answers.push(statusCode);
  };
  const first = ask("/v1/digits", Buffer.from("x"));
  const refused = ask("/");
  await sleep(1);
  await app.close();
  await refused;
  assert.deepEqual(answers, [503]);
  await first;
});

test("an answer that takes too long is given up", async () => {
  const app = createTestApp(
    { requestTimeoutMs: 50 },
    createFakeReader(() => new Promise(() => undefined)),
  );
  const answer = await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("x") });
  assert.equal(answer.statusCode, 503);
  assert.ok(answer.headers["retry-after"]);
});

test("bodies, headers and requests that never end are cut off", async (t) => {
  const port = await listen(t, createTestApp({ maxFileBytes: 1000, requestTimeoutMs: 300 }));
  const post = { method: "POST", target: "/predict_file/" };
  assert.equal((await sendRaw(port, { ...post, body: "x".repeat(80_000) })).status, 413);
  const chunk = `fff\r\n${"x".repeat(4095)}\r\n`;
  const endless = `POST /predict_file/ HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(20)}`;
  assert.match(await sendBytes(port, endless), /^HTTP\/1.1 413 /);
  const headers = { "x-long": "x".repeat(40_000) };
  assert.equal((await sendRaw(port, { method: "GET", target: "/", headers })).status, 431);
  assert.match(await sendBytes(port, "GET / HTTP/1.1\r\nhost: a\r\nx-slow: "), /^HTTP\/1.1 408 /);
  assert.match(await sendBytes(port, "hello\r\n\r\n"), /^HTTP\/1.1 400 /);
  assert.equal((await sendRaw(port, { method: "GET", target: "/" })).status, 200);
});

test("links that leave the image root look like files that don't exist", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const imageRoot = join(folder, "images");
  mkdirSync(imageRoot);
  writeFileSync(join(folder, "secret.png"), "\x89PNG", "latin1");
  writeFileSync(join(imageRoot, "own.png"), "\x89PNG", "latin1");
  symlinkSync("../secret.png", join(imageRoot, "link.png"));
  symlinkSync("..", join(imageRoot, "up"));
  linkSync(join(imageRoot, "own.png"), join(imageRoot, "again.png"));
  const app = createTestApp({ imageRoot });
  const predict = (path: string) => app.inject({ method: "POST", url: "/predict", payload: { path_to_img: path } });
  assert.equal((await predict("own.png")).statusCode, 200);
  assert.equal((await predict("again.png")).statusCode, 200);
  assert.equal((await predict(join(imageRoot, "own.png"))).statusCode, 200);
  const missing = await predict("none.png");
  assert.equal(missing.statusCode, 404);
  for (const path of ["link.png", "up/secret.png", "../secret.png", join(folder, "secret.png"), "..\\secret.png"]) {
    const answer = await predict(path);
    assert.equal(answer.statusCode, 404, path);
    assert.equal(answer.body, missing.body, path);
  }
});

test("a folder that is swapped for a link while a picture is read never leads out of the image root", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const imageRoot = join(folder, "images");
  mkdirSync(join(imageRoot, "a"), { recursive: true });
  mkdirSync(join(folder, "outside"));
  writeFileSync(join(imageRoot, "a/x.png"), "inside");
  writeFileSync(join(folder, "outside/x.png"), "outside");
  symlinkSync(join(folder, "outside"), join(imageRoot, "link"));
  const swap = `const { renameSync } = require("node:fs");
    for (;;) for (const [from, to] of [["a", "b"], ["link", "a"], ["a", "link"], ["b", "a"]]) renameSync(from, to);`;
  const swapping = spawn(process.execPath, ["--eval", swap], { cwd: imageRoot });
  t.after(async () => {
    swapping.kill();
    await once(swapping, "exit");
  });
  const seen = new Map<string, number>();
  const images = createImageFolder(imageRoot, 1000);
  for (let times = 0; times < 5000; times++) {
    const read = await images.read("a/x.png", () => undefined).catch((error) => error.code as string);
    const what = typeof read === "string" ? read : Buffer.from(read).toString();
    seen.set(what, (seen.get(what) ?? 0) + 1);
  }
  t.diagnostic(JSON.stringify([...seen]));
  assert.ok(seen.has("inside"));
  assert.ok(!seen.has("outside"), `${seen.get("outside")} times`);
});

test("the path endpoint can be switched off", async () => {
  const app = createTestApp({ pathEndpoint: false });
  assert.equal((await app.inject({ method: "POST", url: "/predict/", payload: {} })).statusCode, 404);
});

test("other origins' pages are let in only where the settings say so", async () => {
  const headers = { origin: "https://a.test" };
  assert.equal((await createTestApp().inject({ url: "/", headers })).headers["access-control-allow-origin"], undefined);
  const app = createTestApp({ corsOrigins: ["https://a.test"] });
  assert.equal((await app.inject({ url: "/", headers })).headers["access-control-allow-origin"], "https://a.test");
  const { corsOrigins } = readSettings(["--cors-origin", "https://A.test/", "--cors-origin", "http://b:80"], {});
  assert.deepEqual(corsOrigins, ["https://a.test", "http://b"]);
  for (const wrong of ["a.test", "https://a.test/page", "https://"]) {
    assert.throws(() => readSettings(["--cors-origin", wrong], {}), /--cors-origin must be origins/);
  }
});

test("a request is logged in one line under its id, without path, name or picture", async () => {
  const lines: string[] = [];
  const logStream = { write: (line: string) => lines.push(line) };
  const settings = createSettings({ logLevel: "info" });
  const app = createApp({ reader: createFakeReader() }, settings, { logStream });
  const headers = { "x-request-id": "mine-1" };
  const answer = await app.inject({ url: "/hello/Ada?x=Lovelace", headers });
  assert.equal(answer.headers["x-request-id"], "mine-1");
  assert.equal(lines.length, 1);
  const { request_id, method, route, status } = JSON.parse(lines[0]);
  assert.deepEqual([request_id, method, route, status], ["mine-1", "GET", "/hello/:name", 200]);
  assert.doesNotMatch(lines[0], /Ada|Lovelace/);
  const insane = await app.inject({ url: "/", headers: { "x-request-id": "a b\tc" } });
  assert.match(String(insane.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
});

test("an unforeseen error is answered without its details, which the log has", async () => {
  const lines: string[] = [];
  const reader = createFakeReader(() => {
    throw new Error("secret detail");
  });
  const settings = createSettings({ logLevel: "error" });
  const app = createApp({ reader }, settings, { logStream: { write: (line: string) => lines.push(line) } });
  const answer = await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("x") });
  assert.equal(answer.statusCode, 500);
  assert.equal(answer.body, '{"detail":"Internal Server Error"}');
  assert.match(lines.join(), /secret detail/);
});

test("metrics count requests, answers and refusals with the model's version", async () => {
  const app = createTestApp();
  await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("\x89PNG", "latin1") });
  await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("text") });
  const { body } = await app.inject("/metrics");
  const model = 'model="digits",version="1.2.3"';
  assert.ok(body.includes(`number_predictor_rejected_total{reason="image_unsupported",${model}} 1`));
  assert.ok(body.includes(`number_predictor_decisions_total{decision="accept",digit="0",${model}} 1`));
  assert.match(body, /number_predictor_http_requests_total\{method="POST",route="\/v1\/digits",status="200",/);
  assert.match(body, /number_predictor_inference_duration_seconds_sum\{[^}]*\} 0\.003/);
});

test("the memory of what is received and dropped after an early answer is freed at once", async (t) => {
  const app = createTestApp({ maxFileBytes: 1000 });
  const pieces: Uint8Array[] = [];
  app.addHook("onSend", (request, reply, _payload, done) => {
    // It hears of each piece before the server frees it.
    reply.raw.once("finish", () => request.raw.prependListener("data", (piece: Buffer) => pieces.push(piece)));
    done();
  });
  const port = await listen(t, app);
  const length = 10_000_000;
  const head = `POST /v1/digits HTTP/1.1\r\nhost: a\r\ncontent-type: image/png\r\ncontent-length: ${length}\r\n\r\n`;
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.resume().end(Buffer.concat([Buffer.from(head), Buffer.alloc(length)]));
  await once(socket, "close");
  assert.ok(pieces.length > 0);
  // What came together with the headers shares its memory with them; all else is freed.
  assert.ok(pieces.every(({ byteLength, buffer }) => byteLength === 0 || byteLength < buffer.byteLength));
  assert.ok(pieces.some(({ buffer }) => buffer.byteLength === 0));
});
