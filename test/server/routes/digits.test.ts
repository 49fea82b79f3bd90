import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ReadOptions } from "../../../src/core/reading-model.ts";
import { PredictorError } from "../../../src/errors.ts";
import { createApp } from "../../../src/server/app.ts";
import { createFakeReader, createReading, FAKE_MANIFEST } from "../../helpers/fake-reader.ts";
import { createSettings } from "../../helpers/listen.ts";

const PNG = readFileSync(join(import.meta.dirname, "../../fixtures/pixel.png"));
const FORM = { "content-type": "multipart/form-data; boundary=b" };

const toForm = (name: string, ...files: Buffer[]) =>
  Buffer.concat([
    ...files.map((file) =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\n\r\n`),
        file,
        Buffer.from("\r\n"),
      ]),
    ),
    Buffer.from("--b--\r\n"),
  ]);

function createTestApp(reader = createFakeReader(), settings = {}) {
  return createApp({ reader }, createSettings(settings));
}

test("an image as the body is answered with probabilities, a decision and the model's version", async () => {
  const headers = { "content-type": "image/png" };
  const answer = await createTestApp().inject({ method: "POST", url: "/v1/digits", headers, payload: PNG });
  assert.equal(answer.statusCode, 200);
  const { model, results } = answer.json();
  assert.deepEqual(model, { name: "digits", version: "1.2.3" });
  assert.equal(results.length, 1);
  assert.equal(results[0].digit, 0);
  assert.equal(results[0].decision, "accept");
  assert.equal(results[0].probabilities.length, 10);
  assert.equal(results[0].seen, undefined);
  assert.match(
    String(answer.headers["server-timing"]),
    /^decode;dur=1\.000, prepare;dur=2\.000, queue;dur=4\.000, infer;dur=3\.000$/,
  );
});

test("explain adds what the network saw, as a PNG", async () => {
  const url = "/v1/digits?explain=true";
  const answer = await createTestApp().inject({ method: "POST", url, payload: PNG });
  const { seen } = answer.json().results[0];
  assert.deepEqual(seen.box, { x: 1, y: 2, width: 3, height: 4 });
  assert.match(seen.image, /^data:image\/png;base64,iVBOR/);
});

test("max_error reaches the reader; an impossible one is refused in FastAPI's words", async () => {
  let asked: ReadOptions = {};
  const reader = createFakeReader((_bytes, options) => {
    asked = options;
    return createReading(7);
  });
  const app = createTestApp(reader);
  await app.inject({ method: "POST", url: "/v1/digits?max_error=0.005", payload: PNG });
  assert.equal(asked.maxError, 0.005);
  for (const [value, type] of [
    ["0", "greater_than"],
    ["1.5", "less_than_equal"],
    ["few", "float_parsing"],
  ]) {
    const answer = await app.inject({ method: "POST", url: `/v1/digits?max_error=${value}`, payload: PNG });
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json().detail[0].type, type);
    assert.deepEqual(answer.json().detail[0].loc, ["query", "max_error"]);
  }
});

test("in a batch each image has its result, in order, and a bad one doesn't spoil the others", async () => {
  const payload = toForm("image", PNG, Buffer.from("text"), PNG);
  const answer = await createTestApp().inject({ method: "POST", url: "/v1/digits", headers: FORM, payload });
  const { results } = answer.json();
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(
    results.map((result: { digit?: number; error?: { status: number } }) => result.digit ?? result.error?.status),
    [0, 415, 0],
  );
});

test("results of a batch carry the names of their files, also of those that can't be read", async () => {
  const part = (disposition: string, content: Buffer | string) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="image"; ${disposition}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from("\r\n"),
    ]);
  const payload = Buffer.concat([
    part('filename="7 ü.png"', PNG),
    part("filename*=utf-8''7%20%C3%BC.png", PNG),
    part('filename=""', PNG),
    part("filename=notes.txt", "text"),
    Buffer.from("--b--\r\n"),
  ]);
  for (const url of ["/v1/digits", "/v1/numbers"]) {
    const { results } = (await createTestApp().inject({ method: "POST", url, headers: FORM, payload })).json();
    assert.deepEqual(
      results.map(({ name }: { name?: string }) => name),
      ["7 ü.png", "7 ü.png", undefined, "notes.txt"],
    );
    assert.equal(results[3].error.status, 415);
  }
  const single = await createTestApp().inject({ method: "POST", url: "/v1/digits", payload: PNG });
  assert.equal("name" in single.json().results[0], false);
});

test("an unexpected error at one image of a batch is that image's alone", async () => {
  const reader = createFakeReader((bytes) => {
    if (bytes[0] !== 0x89) throw new RangeError("a defect of ours");
    return createReading(0);
  });
  const app = createTestApp(reader);
  const payload = toForm("image", PNG, Buffer.from("x"), PNG);
  const answer = await app.inject({ method: "POST", url: "/v1/digits", headers: FORM, payload });
  assert.equal(answer.statusCode, 200);
  const [first, failed, last] = answer.json().results;
  assert.deepEqual([first.digit, last.digit], [0, 0]);
  assert.deepEqual(failed, { name: "x", error: { status: 500, detail: "Internal Server Error" } });
  const single = await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("x") });
  assert.equal(single.statusCode, 500);
});

test("a single image that can't be read is an error of the request", async () => {
  const app = createTestApp();
  const text = await app.inject({ method: "POST", url: "/v1/digits", payload: Buffer.from("text") });
  assert.equal(text.statusCode, 415);
  const nothing = await app.inject({ method: "POST", url: "/v1/digits" });
  assert.equal(nothing.statusCode, 400);
});

test("a batch that is too large, or without images, is refused", async () => {
  const app = createTestApp(createFakeReader(), { maxBatch: 2 });
  const post = (payload: Buffer) => app.inject({ method: "POST", url: "/v1/digits", headers: FORM, payload });
  assert.equal((await post(toForm("image", PNG, PNG))).statusCode, 200);
  assert.equal((await post(toForm("image", PNG, PNG, PNG))).statusCode, 413);
  assert.equal((await post(toForm("picture", PNG))).statusCode, 422);
});

test("an overloaded service refuses the whole batch, to be tried again", async () => {
  const reader = createFakeReader(() => {
    throw new PredictorError("overloaded", "Too many pictures are waiting.");
  });
  const payload = toForm("image", PNG, PNG);
  const app = createTestApp(reader);
  const answer = await app.inject({ method: "POST", url: "/v1/digits", headers: FORM, payload });
  assert.equal(answer.statusCode, 503);
  assert.ok(Number(answer.headers["retry-after"]) >= 1);
});

test("the original endpoints name the most probable digit even where the answer is that there is none", async () => {
  const reader = createFakeReader(() => ({
    ...createReading(null, 0.9),
    probabilities: [0, 0, 0, 0.06, 0.04, 0, 0, 0, 0, 0],
  }));
  const payload = toForm("image_file", PNG);
  const app = createTestApp(reader);
  const answer = await app.inject({ method: "POST", url: "/predict_file/", headers: FORM, payload });
  assert.deepEqual(answer.json(), { prediction: 3, confidence: 6 });
});

test("the manifest is served as it is", async () => {
  assert.deepEqual((await createTestApp().inject("/v1/model")).json(), FAKE_MANIFEST);
});
