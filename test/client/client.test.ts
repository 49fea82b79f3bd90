import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, describe, type TestContext, test } from "node:test";
import { chromium } from "playwright-core";
import { build } from "vite";
import type { ClientError, ClientErrorCode, ImageError, Picture, StoredReading } from "../../client/index.ts";
import { createClient } from "../../client/index.ts";
import { openService, type Service } from "../../src/reader/open-service.ts";
import { createApp } from "../../src/server/app.ts";
import type { App } from "../../src/server/app-type.ts";
import { createSettings } from "../helpers/listen.ts";
import { runTool, skipWithout } from "../helpers/openapi-tools.ts";
import { startServer } from "../helpers/start-server.ts";
import { chromiumPath, noChromium } from "../web/helpers/find-chromium.ts";

const ROOT = join(import.meta.dirname, "../..");
const CLIENT = join(ROOT, "client");
const imageOf = (name: string) => join(ROOT, "test_images", `${name}.png`);
const SEVEN = readFileSync(imageOf("7"));
/** What a client may weigh, minified, in bytes. */
const MAX_BYTES = 10_000;

/** The package for a browser, in one minified script that has `numberPredictor`. */
async function bundle(): Promise<string> {
  const lib = { entry: join(CLIENT, "index.ts"), formats: ["iife" as const], name: "numberPredictor" };
  const made = await build({ configFile: false, root: CLIENT, logLevel: "error", build: { write: false, lib } });
  const [{ output }] = made as unknown as [{ output: [{ code: string }] }];
  return output[0].code;
}

/** Runs a program to its end, while this process can go on answering. */
async function run(program: string, args: readonly string[], cwd: string) {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  return { status, stdout, stderr };
}

/** A server that is no number-predictor. @returns its address */
async function listen(t: TestContext, answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer({}, answer!);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const failsWith = (code: ClientErrorCode, status?: number, message = /\w/) => {
  return (error: ClientError) => {
    assert.deepEqual([error.name, error.code, error.status], ["ClientError", code, status], String(error));
    assert.match(error.message, message);
    return true;
  };
};

describe("@number-predictor/client", () => {
  let service: Service;
  let app: App;
  let url: string;
  let client: ReturnType<typeof createClient>;
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-client-"));

  before(async () => {
    const settings = createSettings({ apiKeys: ["secret"], publicDocs: true });
    service = await openService(settings);
    app = createApp(service, settings);
    url = await app.listen({ host: "127.0.0.1", port: 0 });
    client = createClient({ url, apiKey: "secret" });
  });
  after(async () => {
    app.server.closeAllConnections();
    await app.close();
    await service.close();
    rmSync(folder, { recursive: true });
  });

  test("reads a digit, whatever holds the image", async () => {
    const buffer = new Uint8Array(SEVEN).buffer;
    const pictures: Picture[] = [
      SEVEN,
      buffer,
      new DataView(buffer),
      new Blob([SEVEN]),
      await openAsBlob(imageOf("7")),
    ];
    for (const picture of pictures) {
      const reading = await client.readDigit(picture, { maxError: 0.1 });
      assert.deepEqual([reading.digit, reading.decision, reading.name], [7, "accept", "blob"]);
      assert.equal(reading.seen, undefined);
    }
    assert.match((await client.readDigit(SEVEN, { explain: true })).seen?.image ?? "", /^data:image\/png;base64,/);
    assert.equal((await client.readDigit({ name: "seven.png", data: SEVEN })).name, "seven.png");
  });

  test("reads many at once, by their names; what is no image has an error, and the others stand", async () => {
    const notes = new File(["no image"], "notes.txt");
    const { model, results } = await client.readDigitBatch([{ name: "ü 7.png", data: SEVEN }, notes, SEVEN]);
    assert.equal(model.name, "digits");
    assert.deepEqual(
      results.map((result) => [result.name, "error" in result ? result.error.status : result.digit]),
      [
        ["ü 7.png", 7],
        ["notes.txt", 415],
        ["blob", 7],
      ],
    );
  });

  test("reads numbers, as the constraint wants them, however long its list is", async () => {
    const row = await openAsBlob(imageOf("042"));
    assert.deepEqual(
      (await client.readNumbers(row)).numbers.map(({ text }) => text),
      ["042"],
    );
    const [two] = (await client.readNumbers(row, { constraint: { length: 2, max: 50 }, lines: "one" })).numbers;
    assert.equal(two.text?.length, 2);
    assert.equal(two.unconstrained?.text, "042");
    const values = Array.from({ length: 5000 }, (_, at) => 900 + 7 * at);
    const [chosen] = (await client.readNumbers(row, { constraint: { values } })).numbers;
    assert.ok(chosen.text === null || values.includes(Number(chosen.text)));
    const { results } = await client.readNumbersBatch([{ name: "a", data: row }, SEVEN], { maxError: 0.1 });
    assert.deepEqual(
      results.map((result) => ("error" in result ? result.error : result.numbers.map(({ text }) => text))),
      [["042"], ["7"]],
    );
  });

  test("says what the model is", async () => {
    assert.deepEqual(await client.readModel(), service.reader.manifest);
  });

  test("says why a picture isn't read, in the server's words and with its status", async () => {
    await assert.rejects(client.readDigit(Buffer.from("text")), failsWith("refused", 415, /PNG, JPEG/));
    await assert.rejects(client.readDigit(new Blob([])), failsWith("refused", 400));
    await assert.rejects(createClient({ url }).readDigit(SEVEN), failsWith("refused", 401, /key/i));
    await assert.rejects(
      createClient({ url: `${url}/elsewhere`, apiKey: "secret" }).readModel(),
      failsWith("refused", 404),
    );
    await assert.rejects(client.readDigit(SEVEN, { maxError: 2 }), (error: ClientError) => {
      assert.deepEqual(error.issues[0].loc, ["query", "max_error"]);
      assert.match(error.requestId ?? "", /^[\w-]{8,}$/);
      return failsWith("refused", 422, /max_error: Input should be less than or equal to 1/)(error);
    });
    await assert.rejects(
      client.readNumbers(SEVEN, { constraint: { check: "lun" } }),
      failsWith("refused", 422, /check/),
    );
    assert.throws(() => createClient({ url: "localhost" }), TypeError);
  });

  test("says that nobody answers, that it takes too long, or that it is somebody else", async (t) => {
    const nobody = createClient({ url: "http://127.0.0.1:9" });
    await assert.rejects(nobody.readDigit(SEVEN), failsWith("unreachable", undefined, /127\.0\.0\.1:9/));
    const silent = await listen(t, () => undefined);
    await assert.rejects(
      createClient({ url: silent, timeoutMs: 200 }).readDigit(SEVEN),
      failsWith("timed_out", undefined, /0\.2 s/),
    );
    const other = await listen(t, (_, response) => response.end("<html>"));
    await assert.rejects(createClient({ url: other }).readModel(), failsWith("unexpected"));
    const broken = await listen(t, (_, response) => response.writeHead(502, "Bad Gateway").end("<html>"));
    await assert.rejects(createClient({ url: broken }).readModel(), failsWith("unexpected", 502, /502 Bad Gateway/));
  });

  test("is told when to try again", async (t) => {
    const busy = await listen(t, (_, response) =>
      response.writeHead(503, { "retry-after": "2" }).end('{"detail":"Overloaded."}'),
    );
    await assert.rejects(createClient({ url: busy }).readDigit(SEVEN), (error: ClientError) => {
      assert.equal(error.retryAfterMs, 2000);
      return failsWith("refused", 503, /^Overloaded\.$/)(error);
    });
  });

  test("gives up by a signal, with the signal's reason", async (t) => {
    const silent = createClient({ url: await listen(t, () => undefined) });
    const controller = new AbortController();
    const reading = assert.rejects(silent.readDigit(SEVEN, { signal: controller.signal }), /no longer wanted/);
    controller.abort(new Error("no longer wanted"));
    await reading;
    await assert.rejects(silent.readDigit(SEVEN, { signal: AbortSignal.abort() }), { name: "AbortError" });
  });

  test("keeps readings, finds, reviews, exports and deletes them", async (t) => {
    const { url: keeping } = await startServer(t, ["--readings", join(folder, "readings.db")]);
    const { readings } = createClient({ url: keeping });
    const send = () =>
      readings.create([{ name: "row.png", data: readFileSync(imageOf("042")) }, new File(["text"], "notes.txt")], {
        ...{ batch: "May & June", constraint: { length: 3 }, maxError: 0.000_001, idempotencyKey: "one" },
      });
    const { results } = await send();
    assert.deepEqual(await send(), { model: (await readings.list()).items[0].model, results }); // nothing is kept twice
    const [{ readings: [kept] }, notes] = results as [{ readings: StoredReading[] }, ImageError]; // biome-ignore format: one line
    assert.deepEqual(
      [kept.text, kept.name, kept.constraints, notes.error.status],
      ["042", "row.png", { length: "3" }, 415],
    );
    await assert.rejects(readings.create([SEVEN], { idempotencyKey: "one" }), failsWith("refused", 409));
    await readings.create([SEVEN], { kind: "digit" });

    const { items, next } = await readings.list({ limit: 1 });
    assert.deepEqual([items.length, items[0].kind, next], [1, "digit", items[0].id]);
    assert.deepEqual((await readings.list({ limit: 1, after: next! })).items, [kept]);
    const before = new Date(Date.parse(kept.created_at) - 60_000);
    assert.deepEqual((await readings.list({ batch: "May & June", from: before, status: kept.status })).items, [kept]);
    assert.deepEqual((await readings.list({ to: before })).items, []);
    assert.deepEqual(await readings.get(kept.id), kept);
    const picture = await readings.getPicture(kept.id);
    assert.deepEqual([picture.type, (await client.readNumbers(picture)).numbers[0].text], ["image/png", "042"]);

    const claimed = await readings.claim({ limit: 5, batch: "May & June" });
    assert.deepEqual(
      claimed.items.map(({ id }) => id),
      kept.status === "review" ? [kept.id] : [],
    );
    const corrected = await readings.review(kept.id, "142", { version: kept.version });
    assert.deepEqual([corrected.text, corrected.status, corrected.corrected_from], ["142", "corrected", "042"]);
    await assert.rejects(readings.review(kept.id, null, { version: kept.version }), failsWith("refused", 412));
    const csv = await new Response(await readings.export({ batch: "May & June" })).text();
    assert.match(csv, /^id,.*\r?\n.*,142,/);
    const lines = await new Response(await readings.export({ format: "jsonl" })).text();
    assert.deepEqual(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).text)
        .sort(),
      ["142", "7"],
    );
    assert.equal((await readings.stats()).by_status.corrected, 1);

    await assert.rejects(readings.delete(kept.id, { version: kept.version }), failsWith("refused", 412));
    assert.equal(await readings.delete(kept.id, { version: corrected.version }), undefined);
    await assert.rejects(readings.get(kept.id), failsWith("refused", 404));
    await assert.rejects(readings.getPicture(kept.id), failsWith("refused", 404));
    await assert.rejects(readings.get("../model"), failsWith("refused", 404));
    await assert.rejects(client.readings.list(), failsWith("refused", 404)); // that server keeps nothing
  });

  test("reads a file that was chosen in a browser", { skip: noChromium }, async () => {
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-quic"] });
    try {
      const page = await browser.newPage();
      await page.goto(`${url}/docs`, { waitUntil: "commit" }); // a page of the same origin, which may ask it
      await page.evaluate(`${await bundle()}; globalThis.numberPredictor = numberPredictor;
        document.body.innerHTML = '<input type="file" multiple>';`);
      await page.locator("input").setInputFiles([imageOf("3"), imageOf("5")]);
      const read = `numberPredictor.createClient({ url: location.origin, apiKey: "secret" })
        .readDigitBatch([...document.querySelector("input").files])
        .then(({ results }) => results.map(({ name, digit }) => [name, digit]))`;
      assert.deepEqual(await page.evaluate(read), [
        ["3.png", 3],
        ["5.png", 5],
      ]);
      const refused = "numberPredictor.createClient({ url: location.origin }).readModel().catch(({ code }) => code)";
      assert.equal(await page.evaluate(refused), "refused");
    } finally {
      await browser.close();
    }
  });
});

test(`the client has at most ${MAX_BYTES} bytes, minified`, async () => {
  const bytes = Buffer.byteLength(await bundle());
  assert.ok(bytes > 500 && bytes <= MAX_BYTES, `it has ${bytes}`);
});

test("as npm packs it, publint finds nothing, and a program in strict TypeScript compiles and reads", {
  skip: skipWithout("publint", "tsc"),
}, async (t) => {
  const user = mkdtempSync(join(tmpdir(), "number-predictor-client-"));
  t.after(() => rmSync(user, { recursive: true }));
  const packing = spawnSync("npm", ["pack", "--json", "--pack-destination", user], { cwd: CLIENT, encoding: "utf8" });
  assert.equal(packing.status, 0, packing.stderr);
  const [{ filename, files }] = JSON.parse(packing.stdout);
  const names = files.map(({ path }: { path: string }) => path);
  for (const name of ["README.md", "LICENSE", "dist/index.js", "dist/index.d.ts"])
    assert.ok(names.includes(name), name);
  assert.deepEqual(
    names.filter((name: string) => !/^(dist\/[\w-]+\.(js|d\.ts)|README\.md|LICENSE|package\.json)$/.test(name)),
    [],
  );
  const lint = runTool("publint", ["--strict", join(user, filename)]);
  assert.equal(lint.status, 0, lint.output);
  assert.match(lint.output, /All good/, lint.output);

  const installed = join(user, "node_modules/@number-predictor/client");
  mkdirSync(installed, { recursive: true });
  const unpacking = spawnSync("tar", ["-xf", join(user, filename), "--strip-components=1", "-C", installed]);
  assert.equal(unpacking.status, 0, String(unpacking.stderr));
  writeFileSync(join(user, "read.mts"), CONSUMER);
  // With Node's types, and with a browser's.
  for (const types of [
    ["--types", "node", "--typeRoots", join(ROOT, "node_modules/@types"), "--lib", "es2022"],
    ["--lib", "es2022,dom"],
  ]) {
    const options = [
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--strict",
      "--exactOptionalPropertyTypes",
      ...types,
    ];
    const { status, output } = runTool("tsc", [...options, "read.mts"], { cwd: user });
    assert.equal(status, 0, output);
  }
  const { url } = await startServer(t);
  const setUrl = `data:text/javascript,globalThis.SERVER=${JSON.stringify(url)}`;
  assert.deepEqual(await run(process.execPath, ["--import", setUrl, "read.mjs"], user), {
    ...{ status: 0, stdout: "refused 415\n", stderr: "" },
  });

  // What README.md and docs/client.md show first.
  for (const page of ["client/README.md", "docs/client.md"]) {
    const [, block] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, page), "utf8"))!;
    writeFileSync(join(user, "page.mts"), block.replace("http://localhost:8000", url));
    const ran = await run(process.execPath, [join(user, "page.mts")], ROOT);
    assert.equal(ran.stderr, "");
    assert.match(ran.stdout, /^7 0\.9\d* accept\n\[ '042' \]\n$/, page);
  }
});

const CONSUMER = `
import { type Client, ClientError, createClient, type DigitReading, type NumbersReading } from "@number-predictor/client";

const client: Client = createClient({ url: (globalThis as unknown as { SERVER: string }).SERVER, timeoutMs: 20_000 });
export const readDigit = async (file: File): Promise<DigitReading> => await client.readDigit(file, { maxError: 0.01 });
export const readDate = async (file: Blob): Promise<NumbersReading> =>
  await client.readNumbers(file, { constraint: { type: "date:dmy" } });
// @ts-expect-error: a path is no picture
const refused = client.readDigit("7.png");
await refused.catch(() => undefined);
await client.readDigit(new Blob(["text"])).catch((error: unknown) => {
  if (error instanceof ClientError) console.log(error.code, error.status);
});
`;

const GENERATED = join(CLIENT, "api-types.ts");

test("the client's types are those of docs/openapi.json", { skip: skipWithout("openapi-ts") }, (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-types-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const args = ["-i", join(ROOT, "docs/openapi.json"), "-o", folder, "--no-log-file", "-p", "@hey-api/typescript"];
  const { status, output } = runTool("openapi-ts", args);
  assert.equal(status, 0, output);
  const types = readFileSync(join(folder, "types.gen.ts"), "utf8");
  if (process.env.UPDATE_CLIENT) writeFileSync(GENERATED, types);
  const advice = "run: UPDATE_CLIENT=1 node --test test/client/client.test.ts";
  assert.ok(readFileSync(GENERATED, "utf8") === types, advice);
});
