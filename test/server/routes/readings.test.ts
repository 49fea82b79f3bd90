import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reader } from "../../../src/reader/create-reader.ts";
import { createApp } from "../../../src/server/app.ts";
import type { StoredReadingJson } from "../../../src/server/schemas/readings.ts";
import type { Settings } from "../../../src/server/settings.ts";
import { openReadingStore } from "../../../src/server/store/open-reading-store.ts";
import { isId } from "../../../src/server/store/reading-id.ts";
import { createAnsweredImage, createAnsweringReader, type ImageAnswer } from "../../helpers/create-answered-image.ts";
import { createSettings, listen } from "../../helpers/listen.ts";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

const KEYS = [
  "ada:reader:key-of-ada",
  "bob:reader:key-of-bob",
  "eve:reviewer:key-of-eve",
  "root:admin:key-of-root",
  "plain",
];

interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

interface Options {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server with a store and five keys, and what asks it. */
async function start(
  t: TestContext,
  settings: Partial<Settings> = {},
  onRead?: () => void,
  change: (reader: Reader) => Reader = (reader) => reader,
) {
  const readings = join(folder, `${files++}.db`);
  const keyFile = join(folder, `${files++}.keys`);
  writeFileSync(keyFile, KEYS.join("\n"));
  const store = await openReadingStore({ readings, keepPictures: settings.keepPictures ?? "store" });
  const all = createSettings({ readings, apiKeyFile: keyFile, ...settings });
  const app = createApp({ reader: change(createAnsweringReader(onRead)) }, all, { store });
  const port = await listen(t, app);
  t.after(() => store.close());
  const base = `http://127.0.0.1:${port}`;

  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asks for
  async function ask<Body = any>(
    method: string,
    path: string,
    { key = "key-of-ada", headers = {}, body }: Options = {},
  ) {
    const isJson = body !== undefined && !(body instanceof Uint8Array) && !(body instanceof FormData);
    const response = await fetch(`${base}/v1/readings${path}`, {
      method,
      headers: { "x-api-key": key, ...(isJson && { "content-type": "application/json" }), ...headers },
      body: (isJson ? JSON.stringify(body) : (body as Uint8Array<ArrayBuffer>)) ?? null,
    });
    const text = await response.text();
    const isJsonAnswer = response.headers.get("content-type") === "application/json";
    const answer: Answer<Body> = {
      status: response.status,
      headers: response.headers,
      body: isJsonAnswer ? JSON.parse(text) : text,
    };
    return answer;
  }
  /** Sends an image with this on it. @returns its readings */
  async function send(answer: ImageAnswer, query = "", options: Options = {}): Promise<StoredReadingJson[]> {
    const { status, body } = await ask("POST", query, {
      ...options,
      body: new Uint8Array(createAnsweredImage(answer)),
    });
    assert.equal(status, 201, JSON.stringify(body));
    return body.results.flatMap(({ readings }: { readings: StoredReadingJson[] }) => readings);
  }
  return { base, store, ask, send };
}

const asFile = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

describe("POST /v1/readings", () => {
  test("of a client that has gone before they are stored, nothing is kept: the memory of its picture is free by then", async (t) => {
    const gone = Promise.withResolvers<void>();
    const { base, ask } = await start(t, {}, undefined, (reader) => ({
      ...reader,
      async readNumbers(bytes, options) {
        const reading = await reader.readNumbers(bytes, options);
        options!.signal!.addEventListener("abort", () => gone.resolve(), { once: true });
        leave.abort();
        await gone.promise; // it was read just before
        return reading;
      },
    }));
    const leave = new AbortController();
    const sent = fetch(`${base}/v1/readings`, {
      ...{ method: "POST", headers: { "x-api-key": "key-of-ada" }, signal: leave.signal },
      body: new Uint8Array(createAnsweredImage({ texts: ["142"] })),
    });
    await assert.rejects(sent, { name: "AbortError" });
    await gone.promise;
    for (let looks = 0; looks < 20; looks++) {
      assert.deepEqual((await ask("GET", "")).body.items, []);
      await sleep(20);
    }
  });

  test("reads, keeps and answers the reading with its address", async (t) => {
    const { ask } = await start(t);
    const body = new Uint8Array(createAnsweredImage({ texts: ["0142"] }));
    const {
      status,
      headers,
      body: answer,
    } = await ask("POST", "?batch=May&name=a.png&length=4&max_error=0.005", { body });
    assert.equal(status, 201);
    const [reading] = answer.results[0].readings;
    assert.ok(isId(reading.id));
    assert.equal(headers.get("location"), `/v1/readings/${reading.id}`);
    assert.equal(headers.get("etag"), '"1"');
    const { id, created_at: createdAt, digits, ...rest } = reading;
    assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000);
    assert.deepEqual(
      digits.map(({ digit }: { digit: number }) => digit),
      [0, 1, 4, 2],
    );
    assert.deepEqual(rest, {
      ...{ kind: "number", status: "accepted", text: "0142", confidence: 0.98, decision: "accept" },
      ...{ corrected_from: null, reviewed_at: null, reviewed_by: null, batch: "May", name: "a.png", max_error: 0.005 },
      ...{ constraints: { length: "4" }, box: { x: 1, y: 0, width: 80, height: 30 } },
      ...{ model: { name: "digits", version: "1.2.3" }, version: 1 },
      links: { self: `/v1/readings/${id}`, picture: `/v1/readings/${id}/picture` },
    });
    const got = await ask("GET", `/${id}`);
    assert.deepEqual(got.body, reading);
    assert.equal(got.headers.get("etag"), '"1"');
  });

  test("of several images each has its result, and the names of their files", async (t) => {
    const { ask } = await start(t);
    const form = new FormData();
    form.append("image", asFile(createAnsweredImage({ texts: ["1", "22"] })), "scans/one.png");
    form.append("image", asFile(Buffer.from("no image")), "two.png");
    form.append("image", asFile(createAnsweredImage({ texts: [] })), "three.png");
    form.append("batch", "stack");
    const { status, headers, body } = await ask("POST", "", { body: form });
    assert.equal(status, 201);
    assert.equal(headers.get("location"), "/v1/readings?batch=stack");
    const [one, two, three] = body.results;
    assert.deepEqual(
      one.readings.map(({ text, name, batch }: StoredReadingJson) => [text, name, batch]),
      [
        ["1", "one.png", "stack"],
        ["22", "one.png", "stack"],
      ],
    );
    assert.equal(two.error.status, 415);
    const [{ text, status: nothing, confidence, box }] = three.readings;
    assert.deepEqual(
      { text, nothing, confidence, box },
      { text: null, nothing: "rejected", confidence: null, box: null },
    );
    assert.equal((await ask("GET", "?batch=stack")).body.items.length, 3);
  });

  test("where no image can be read nothing is kept", async (t) => {
    const { ask } = await start(t);
    assert.equal((await ask("POST", "", { body: new Uint8Array([1, 2]) })).status, 415);
    const form = new FormData();
    form.append("image", asFile(Buffer.from("no image")), "x.png");
    const { status, body } = await ask("POST", "", { body: form });
    assert.equal(status, 200);
    assert.equal(body.results[0].error.status, 415);
    assert.deepEqual((await ask("GET", "")).body, { items: [], next: null });
  });

  test("a digit is kept as a digit, and each decision has its status", async (t) => {
    const { send } = await start(t);
    const [digit] = await send({ texts: ["7"], decision: "review" }, "?kind=digit&length=3");
    const { kind, status, text, constraints, digits } = digit;
    assert.deepEqual(
      { kind, status, text, constraints },
      { kind: "digit", status: "review", text: "7", constraints: {} },
    );
    assert.equal(digits[0].digit, 7);
    const [none] = await send({ texts: [null] }, "?kind=digit");
    assert.deepEqual([none.text, none.status, none.digits], [null, "rejected", []]);
  });

  test("the same Idempotency-Key and body answer with the first result, read and kept once", async (t) => {
    let reads = 0;
    const { ask } = await start(t, {}, () => reads++);
    const body = new Uint8Array(createAnsweredImage({ texts: ["5"] }));
    const options = { headers: { "idempotency-key": "once" } };
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask("POST", "", { ...options, body })));
    answers.push(await ask("POST", "", { ...options, body }));
    for (const { status, body: answer, headers } of answers) {
      assert.equal(status, 201);
      assert.deepEqual(answer, answers[0].body);
      assert.equal(headers.get("location"), answers[0].headers.get("location"));
    }
    assert.equal(reads, 1);
    assert.equal((await ask("GET", "")).body.items.length, 1);
    // Another body, another query: not what this key is for. Somebody else's key of the same name is another one.
    const other = new Uint8Array(createAnsweredImage({ texts: ["6"] }));
    assert.equal((await ask("POST", "", { ...options, body: other })).status, 409);
    assert.equal((await ask("POST", "?batch=b", { ...options, body })).status, 409);
    assert.equal((await ask("POST", "", { ...options, body: other, key: "key-of-bob" })).status, 201);
    assert.equal((await ask("POST", "", { headers: { "idempotency-key": "x".repeat(256) }, body })).status, 422);
  });

  test("a form that is sent again with another boundary is the same request", async (t) => {
    const { ask } = await start(t);
    const headers = { "idempotency-key": "form" };
    const createForm = () => {
      const form = new FormData();
      form.append("image", asFile(createAnsweredImage({ texts: ["5"] })), "a.png");
      return form;
    };
    const first = await ask("POST", "", { headers, body: createForm() });
    const second = await ask("POST", "", { headers, body: createForm() });
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.deepEqual(second.body, first.body);
  });
});

describe("who sees what", () => {
  test("a reader sees its own readings only, somebody else's aren't there", async (t) => {
    const { ask, send } = await start(t);
    const [mine] = await send({ texts: ["1"] });
    const key = "key-of-bob";
    for (const [method, path, body] of [
      ["GET", `/${mine.id}`],
      ["GET", `/${mine.id}/picture`],
      ["DELETE", `/${mine.id}`],
      ["PUT", `/${mine.id}`, { text: "9" }],
    ] as const) {
      const answer = await ask(method, path, { key, body });
      assert.equal(answer.status, 404, `${method} ${path}`);
      assert.deepEqual(answer.body, { detail: "There is no such reading." });
    }
    assert.deepEqual((await ask("GET", "", { key })).body.items, []);
    assert.equal((await ask("GET", "/stats", { key })).body.total, 0);
    assert.equal((await ask("GET", "/export?format=jsonl", { key })).body, "");
    for (const allowed of ["key-of-ada", "key-of-eve", "key-of-root"]) {
      assert.equal((await ask("GET", `/${mine.id}`, { key: allowed })).status, 200, allowed);
    }
    assert.equal((await ask("GET", `/${mine.id}`, { key: "plain" })).status, 404);
    assert.equal((await ask("GET", `/${mine.id}`, { key: "ada:reader:key-of-ada" })).status, 401);
    assert.equal((await ask("GET", `/${mine.id}`, { key: "wrong" })).status, 401);
  });

  test("a key without the role is refused", async (t) => {
    const { ask, send } = await start(t);
    const [mine] = await send({ texts: ["1"] });
    assert.equal((await ask("POST", "/claim", { body: {} })).status, 403);
    assert.equal((await ask("DELETE", `/${mine.id}`, { key: "key-of-eve" })).status, 403);
    assert.equal((await ask("GET", `/${mine.id}`)).status, 200);
    assert.equal((await ask("DELETE", `/${mine.id}`, { key: "key-of-root" })).status, 204);
    assert.equal((await ask("GET", `/${mine.id}`)).status, 404);
  });

  test("without --readings there is nothing of it", async (t) => {
    const app = createApp({ reader: createAnsweringReader() }, createSettings());
    const port = await listen(t, app);
    for (const [method, path] of [
      ["GET", ""],
      ["POST", ""],
      ["GET", "/stats"],
      ["POST", "/claim"],
    ]) {
      assert.equal((await fetch(`http://127.0.0.1:${port}/v1/readings${path}`, { method })).status, 404);
    }
  });
});

describe("review", () => {
  test("a person corrects, confirms, and says that there is none", async (t) => {
    const { ask, send } = await start(t);
    const [{ id }] = await send({ texts: ["147"], decision: "review" });
    const corrected = await ask("PUT", `/${id}`, {
      key: "key-of-eve",
      body: { text: "142" },
      headers: { "if-match": '"1"' },
    });
    assert.equal(corrected.status, 200);
    assert.equal(corrected.headers.get("etag"), '"2"');
    const { status, text, corrected_from: from, reviewed_by: by, version } = corrected.body;
    assert.deepEqual(
      { status, text, from, by, version },
      { status: "corrected", text: "142", from: "147", by: "eve", version: 2 },
    );
    const late = await ask("PUT", `/${id}`, {
      key: "key-of-eve",
      body: { text: "147" },
      headers: { "if-match": '"1"' },
    });
    assert.equal(late.status, 412);
    assert.equal((await ask("DELETE", `/${id}`, { headers: { "if-match": '"1"' } })).status, 412);
    const confirmed = await ask("PUT", `/${id}`, { body: { text: "147" }, headers: { "if-match": "*" } });
    assert.deepEqual([confirmed.body.status, confirmed.body.corrected_from], ["confirmed", null]);
    assert.equal((await ask("PUT", `/${id}`, { body: { text: null } })).body.text, null);
  });

  test("two reviewers never get the same reading, and an audited one waits for them unseen by its sender", async (t) => {
    const { ask, send } = await start(t, { audit: 1 });
    const [audited] = await send({ texts: ["1"] });
    const [doubtful] = await send({ texts: ["2"], decision: "review" });
    assert.equal(audited.status, "accepted");
    assert.equal((await ask("GET", `/${audited.id}`)).body.status, "accepted");
    assert.equal((await ask("GET", "?status=review")).body.items.length, 1);
    const claim = async (key: string) => (await ask("POST", "/claim", { key, body: { limit: 1 } })).body.items;
    const [first] = await claim("key-of-eve");
    const [second] = await claim("key-of-root");
    assert.deepEqual([first.id, second.id], [audited.id, doubtful.id]);
    assert.equal(first.status, "review");
    assert.deepEqual(await claim("key-of-eve"), []);
    await ask("PUT", `/${audited.id}`, { key: "key-of-eve", body: { text: "7" } });
    assert.equal((await ask("GET", `/${audited.id}`)).body.status, "corrected");
    const { accepted_error: errors, by_status: counts } = (await ask("GET", "/stats", { key: "key-of-eve" })).body;
    assert.equal(counts.corrected, 1);
    const [{ promised, reviewed, wrong, measured, interval }] = errors;
    assert.deepEqual({ promised, reviewed, wrong, measured }, { promised: 0.01, reviewed: 1, wrong: 1, measured: 1 });
    assert.deepEqual(
      interval.map((share: number) => Math.round(share * 1e4) / 1e4),
      [0.025, 1],
    );
  });
});

describe("list and export", () => {
  test("pages, filters and both formats have the same readings", async (t) => {
    const { ask, send } = await start(t);
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await send({ texts: [String(i)] }, i % 2 ? "?batch=odd" : ""))[0].id);
    const first = (await ask("GET", "?limit=5")).body;
    const second = (await ask("GET", `?limit=5&after=${first.next}`)).body;
    assert.deepEqual(
      [...first.items, ...second.items].map(({ id }) => id),
      ids,
    );
    assert.equal(second.next, null);
    assert.equal((await ask("GET", "?batch=odd")).body.items.length, 3);
    assert.equal((await ask("GET", "?text=3&batch=odd")).body.items.length, 1);
    assert.equal((await ask("GET", "?to=2020-01-01")).body.items.length, 0);
    assert.equal((await ask("GET", "?from=2020-01-01T00:00:00%2B01:00")).body.items.length, 7);
    const lines = (await ask("GET", "/export?format=jsonl")).body
      .trim()
      .split("\n")
      .map((line: string) => JSON.parse(line));
    assert.deepEqual(lines, [...first.items, ...second.items]);
    const csv = await ask("GET", "/export?batch=odd");
    assert.match(csv.headers.get("content-type")!, /^text\/csv/);
    const rows = csv.body
      .trimEnd()
      .split("\r\n")
      .map((line: string) => line.split(","));
    assert.deepEqual(
      rows.map((row: string[]) => row[6]),
      ["text", "5", "3", "1"],
    );
  });

  test("a spreadsheet runs nothing of an export", async (t) => {
    const { ask, send } = await start(t);
    const evil = '=HYPERLINK("http://evil.example";"x"),\'"';
    await send({ texts: ["-5"] }, `?${new URLSearchParams({ batch: evil, name: "+1+1" })}`);
    const [, line] = (await ask("GET", "/export")).body.split("\r\n");
    assert.match(line, /,"'=HYPERLINK\(""http:\/\/evil\.example"";""x""\),'""",'\+1\+1,/);
    assert.match(line, /,-5,/); // a number stays one
  });
});

describe("pictures", () => {
  test("a picture comes back without what it tells besides", async (t) => {
    const { ask, send, base } = await start(t);
    const [{ id }] = await send({ texts: ["1"] });
    const response = await fetch(`${base}/v1/readings/${id}/picture`, { headers: { "x-api-key": "key-of-ada" } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "image/png");
    const bytes = Buffer.from(await response.arrayBuffer());
    assert.ok(!bytes.includes("answer"));
    assert.ok(bytes.includes("IDAT"));
    assert.equal((await ask("DELETE", `/${id}`)).status, 204);
    assert.equal((await ask("GET", `/${id}/picture`)).status, 404);
  });

  test("with --keep-pictures none there are readings alone", async (t) => {
    const { ask, send } = await start(t, { keepPictures: "none" });
    const [{ id, links }] = await send({ texts: ["1"] });
    assert.equal(links.picture, null);
    const { status, body } = await ask("GET", `/${id}/picture`);
    assert.deepEqual([status, body], [404, { detail: "The picture of this reading isn't kept." }]);
  });
});

describe("what is wrong is said, and harms nothing", () => {
  const evil = [
    "' OR '1'='1",
    "'; DROP TABLE readings; --",
    '" UNION SELECT * FROM posts --',
    "%00",
    "\\",
    "$\u007b1}",
    "$1",
    "?1",
  ];

  test("injection in every field", async (t) => {
    const { ask, send } = await start(t);
    const [mine] = await send({ texts: ["1"] });
    for (const text of evil) {
      const value = encodeURIComponent(text);
      for (const field of ["batch", "text"]) {
        const { status, body } = await ask("GET", `?${field}=${value}`);
        assert.equal(status, 200, field);
        assert.deepEqual(body.items, []);
      }
      for (const field of ["status", "kind", "from", "to", "limit"]) {
        assert.equal((await ask("GET", `?${field}=${value}`)).status, 422, `${field}=${text}`);
      }
      assert.equal((await ask("GET", `?after=${value}`)).status, 400);
      assert.equal((await ask("GET", `/${value}`)).status, 404);
      assert.equal((await ask("PUT", `/${mine.id}`, { body: { text } })).status, 422);
      assert.equal(
        (await ask("PUT", `/${mine.id}`, { body: { text: "1" }, headers: { "if-match": text } })).status,
        412,
      );
      const [kept] = await send({ texts: ["2"] }, `?batch=${value}&name=${value}`, {
        headers: { "idempotency-key": encodeURIComponent(text) },
      });
      assert.deepEqual([kept.batch, kept.name], [text, text]);
      assert.equal((await ask("GET", `?batch=${value}`)).body.items.length, 1);
      const claim = { body: { status: text }, key: "key-of-eve" };
      assert.equal((await ask("POST", "/claim", claim)).status, 422);
    }
    assert.equal((await ask("GET", "?limit=500")).body.items.length, 1 + evil.length);
  });

  test("ids that aren't ids, made-up cursors, texts that are too long or none", async (t) => {
    const { ask, send } = await start(t);
    const [{ id }] = await send({ texts: ["1"] });
    for (const none of [
      "1",
      "null",
      `${id}x`,
      id.slice(1),
      id.replace("-7", "-4"),
      "..%2f..",
      "%00",
      "a".repeat(10_000),
    ]) {
      assert.equal((await ask("GET", `/${none}`)).status, 404, none.slice(0, 50));
    }
    assert.equal((await ask("GET", `/${id.toUpperCase()}`)).status, 200);
    assert.equal((await ask("GET", "?after=x")).status, 400);
    const long = "1".repeat(1_000_000);
    assert.equal((await ask("PUT", `/${id}`, { body: { text: long } })).status, 413);
    assert.equal((await ask("PUT", `/${id}`, { body: { text: "1".repeat(101) } })).status, 422);
    const form = new FormData();
    form.append("image", asFile(createAnsweredImage({ texts: ["1"] })), `${long}.png`);
    assert.equal((await ask("POST", "", { body: form })).status, 400);
    form.set("image", asFile(createAnsweredImage({ texts: ["1"] })), "a.png");
    form.append("batch", long);
    const refused = await ask("POST", "", { body: form });
    assert.equal(refused.status, 422);
    assert.ok(JSON.stringify(refused.body).length < 1000);
    for (const text of ["", 5, true, ["1"], {}, "1\u0000", "one", "1\n"]) {
      assert.equal((await ask("PUT", `/${id}`, { body: { text } })).status, 422, JSON.stringify(text));
    }
    assert.equal((await ask("PUT", `/${id}`, { body: {} })).status, 422);
    assert.equal((await ask("GET", "?limit=0")).status, 422);
    assert.equal((await ask("GET", "?limit=501")).status, 422);
    assert.equal((await ask("GET", "?from=yesterday")).status, 422);
    assert.equal(
      (await ask("POST", "?batch=a%00b", { body: new Uint8Array(createAnsweredImage({ texts: ["1"] })) })).status,
      422,
    );
    assert.equal(
      (await ask("POST", "?kind=letter", { body: new Uint8Array(createAnsweredImage({ texts: ["1"] })) })).status,
      422,
    );
    const { status, headers } = await ask("PATCH", `/${id}`);
    assert.deepEqual([status, headers.get("allow")], [405, "GET, HEAD, PUT, DELETE"]);
  });
});
