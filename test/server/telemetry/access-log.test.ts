import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../../../src/server/app.ts";
import { createFakeReader } from "../../helpers/fake-reader.ts";
import { createSettings, listen } from "../../helpers/listen.ts";

const PNG = Buffer.from("\x89PNG secret picture", "latin1");
const toForm = (field: string, count: number) =>
  Buffer.concat([
    ...Array.from({ length: count }, () =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="${field}"; filename="Lovelace.png"\r\n\r\n`),
        PNG,
        Buffer.from("\r\n"),
      ]),
    ),
    Buffer.from("--b--\r\n"),
  ]);

test("every request is one JSON line with its id, status and steps, and without picture, name, key or address", async (t) => {
  const lines: string[] = [];
  const settings = createSettings({ logLevel: "info", apiKeys: ["secret-key"] });
  const logStream = { write: (line: string) => void (line.includes('"request"') && lines.push(line)) };
  const port = await listen(t, createApp({ reader: createFakeReader() }, settings, { logStream }));
  const post = async (path: string, body: Buffer<ArrayBuffer>, type = "multipart/form-data; boundary=b") => {
    const headers = { "content-type": type, "x-api-key": "secret-key", "x-request-id": "r-1" };
    await (await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body })).text();
  };
  await post("/predict_file/", toForm("image_file", 1));
  await post("/v1/digits?explain=true", toForm("image", 3));
  await post("/v1/digits/Lovelace?Lovelace", PNG);
  await post("/predict/", Buffer.from('{"path_to_img": "Lovelace.png"}'), "application/json");
  assert.equal(lines.length, 4);
  const [one, three, lost, missing] = lines.map((line) => JSON.parse(line));
  const { time, duration_ms, ...rest } = one;
  assert.deepEqual(rest, {
    level: "info",
    request_id: "r-1",
    method: "POST",
    route: "/predict_file/",
    status: 200,
    images: 1,
    decode_ms: 1,
    prepare_ms: 2,
    queue_ms: 4,
    infer_ms: 3,
    msg: "request",
  });
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  assert.ok(duration_ms > 0);
  assert.deepEqual([three.images, three.decode_ms], [3, 3]);
  assert.deepEqual([lost.status, lost.route, lost.images], [404, "none", undefined]);
  assert.deepEqual([missing.status, missing.route], [404, "/predict/"]);
  for (const line of lines) {
    assert.equal(line.indexOf("\n"), line.length - 1);
    assert.doesNotMatch(line, /Lovelace|secret|PNG|127\.0\.0\.1/);
  }
});

test("--no-access-log leaves these lines out", async () => {
  const lines: string[] = [];
  const settings = createSettings({ logLevel: "info", accessLog: false });
  const app = createApp({ reader: createFakeReader() }, settings, {
    logStream: { write: (line) => lines.push(line) },
  });
  assert.equal((await app.inject("/")).statusCode, 200);
  assert.deepEqual(lines, []);
});
