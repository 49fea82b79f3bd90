import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { openService } from "../../../src/reader/open-service.ts";
import { createApp } from "../../../src/server/app.ts";
import { createSettings } from "../../helpers/listen.ts";
import { buildPage } from "../../web/helpers/build-page.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("the page's networks come compressed as the browser can read them, and once", async (t) => {
  await buildPage();
  const settings = createSettings();
  const service = await openService(settings);
  const app = createApp(service, settings);
  t.after(async () => {
    await app.close();
    await service.close();
  });
  const ask = (name: string, encodings: string, etag?: string) =>
    app.inject({
      url: `/ui/model/${name}`,
      headers: { "accept-encoding": encodings, ...(etag && { "if-none-match": etag }) },
    });
  for (const name of ["digits.onnx", "finder.onnx", "lines.onnx", "quick.onnx"]) {
    const bytes = readFileSync(join(ROOT, "models", name));
    const seen = new Set<unknown>();
    for (const [encodings, encoding, decode] of [
      ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
      ["gzip, br;q=0", "gzip", gunzipSync],
      ["gzip;q=0, identity", undefined, (body: Buffer) => body],
      ["", undefined, (body: Buffer) => body],
    ] as const) {
      const { headers, rawPayload } = await ask(name, encodings);
      assert.equal(headers["content-encoding"], encoding, encodings);
      assert.equal(headers.vary, "accept-encoding");
      assert.equal(Number(headers["x-decoded-length"]), bytes.length);
      assert.ok(encoding === undefined || rawPayload.length < bytes.length);
      assert.ok(decode(rawPayload).equals(bytes), `${name} ${encodings}`);
      seen.add(headers.etag);
      const again = await ask(name, encodings, String(headers.etag));
      assert.deepEqual([again.statusCode, again.rawPayload.length], [304, 0]);
    }
    assert.equal(seen.size, 3, "a cache must tell them apart");
  }
});
