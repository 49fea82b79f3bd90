import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type AppOptions, createApp } from "../../../src/server/app.ts";
import type { ReadingStore } from "../../../src/server/store/reading-store.ts";
import { createFakeReader } from "../../helpers/fake-reader.ts";
import { createSettings } from "../../helpers/listen.ts";

const COMMITTED = join(import.meta.dirname, "../../../docs/openapi.json");

/** It is never asked for a reading. */
const store = { cleanUp: async () => undefined } as unknown as ReadingStore;

async function getDocument(settings = createSettings(), options: AppOptions = { store }) {
  const app = createApp({ reader: createFakeReader() }, settings, options);
  return (await app.inject("/openapi.json")).json();
}

test("docs/openapi.json is what a server with --readings answers", async () => {
  const document = await getDocument();
  if (process.env.UPDATE_OPENAPI) writeFileSync(COMMITTED, `${JSON.stringify(document, null, 2)}\n`);
  const committed = JSON.parse(readFileSync(COMMITTED, "utf8"));
  assert.deepEqual(document, committed, "run: UPDATE_OPENAPI=1 node --test test/server/pages/openapi.test.ts");
});

test("the document describes every endpoint, and each with an identifier of its own", async () => {
  const { openapi, paths } = await getDocument();
  assert.equal(openapi, "3.1.0");
  const reading = ["/", "/hello/{name}", "/predict/", "/predict_file/", "/v1/digits", "/v1/numbers"];
  const kept = ["", "/stats", "/claim", "/{id}", "/{id}/picture", "/export"].map((path) => `/v1/readings${path}`);
  const operations = ["/v1/model", "/livez", "/healthz", "/readyz", "/metrics", "/admin/model"];
  assert.deepEqual(Object.keys(paths), [...reading, ...kept, ...operations]);
  const identifiers = Object.values(paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  assert.equal(new Set(identifiers).size, identifiers.length);
  assert.ok(!identifiers.includes(undefined as never));
});

test("without --readings the document has nothing of it", async () => {
  const { paths } = await getDocument(createSettings(), {});
  assert.deepEqual(
    Object.keys(paths).filter((path) => path.startsWith("/v1/")),
    ["/v1/digits", "/v1/numbers", "/v1/model"],
  );
});

test("the form of /predict_file/ has a field that takes a file", async () => {
  const { paths, components } = await getDocument();
  const { schema: form } = paths["/predict_file/"].post.requestBody.content["multipart/form-data"];
  assert.deepEqual(form, { $ref: "#/components/schemas/PredictFileForm" });
  const schema = components.schemas.PredictFileForm;
  assert.equal(schema.properties.image_file.format, "binary");
  assert.deepEqual(schema.required, ["image_file"]);
});

test("behind a proxy's path, the document and the pages point there", async () => {
  const app = createApp({ reader: createFakeReader() }, createSettings({ rootPath: "/digits" }));
  const document = (await app.inject("/openapi.json")).json();
  assert.deepEqual(document.servers, [{ url: "/digits" }]);
  assert.match((await app.inject("/redoc")).body, /spec-url="\/digits\/openapi.json"/);
  assert.match((await app.inject("/docs")).body, /src="\/digits\/docs\/static\//);
  assert.match((await app.inject("/docs/static/swagger-initializer.js")).body, /\/digits\/openapi.json/);
});

test("pages load everything from this server, and their policy lets them load nothing else", async () => {
  const app = createApp({ reader: createFakeReader() }, createSettings());
  for (const page of ["/docs", "/redoc"]) {
    const { body, headers } = await app.inject(page);
    const addresses = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    assert.ok(addresses.length > 0);
    for (const address of addresses) {
      assert.match(address, /^\/(docs|redoc)\//);
      const answer = await app.inject(address);
      assert.equal(answer.statusCode, 200, address);
      assert.ok(answer.rawPayload.length > 0, address);
    }
    assert.match(String(headers["content-security-policy"]), /default-src 'none'; script-src 'self';/);
  }
});

test("without docs there are no pages", async () => {
  const app = createApp({ reader: createFakeReader() }, createSettings({ docs: false }));
  for (const page of ["/docs", "/redoc", "/openapi.json", "/ui/"]) {
    assert.equal((await app.inject(page)).statusCode, 404, page);
  }
});
