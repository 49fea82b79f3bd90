import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Reading } from "../../src/core/reading.ts";
import { createApp } from "../../src/server/app.ts";
import { createFakeReader, createReading } from "../helpers/fake-reader.ts";
import { createSettings } from "../helpers/listen.ts";

const payload = readFileSync(join(import.meta.dirname, "../fixtures/pixel.png"));

/** What `/v1/digits` answers where the reader reads this. */
async function post(reading: Partial<Reading>, checkResponses = true) {
  const reader = createFakeReader(() => ({ ...createReading(7), ...reading }));
  const app = createApp({ reader }, createSettings({ checkResponses }));
  return await app.inject({ method: "POST", url: "/v1/digits", payload });
}

test("where responses are checked, one that doesn't fit its schema is answered with 500, and says what is wrong", async () => {
  assert.equal((await post({})).statusCode, 200);
  for (const [reading, problem] of [
    [{ confidence: 1.5 }, /POST \/v1\/digits 200: .*\/results\/0\/confidence must be <= 1/],
    [{ digit: 7.5 }, /digit must be integer/],
    [{ probabilities: [1] }, /must NOT have fewer than 10 items/],
    [{ decision: "perhaps" as never }, /decision must be equal to one of the allowed values/],
    [{ warnings: ["odd" as never] }, /warnings\/0 must be equal to one of the allowed values/],
    [{ digit: undefined as never }, /must have required property 'digit'/],
  ] as const) {
    const response = await post(reading);
    assert.equal(response.statusCode, 500);
    assert.match(response.json().detail, problem);
  }
});

test("a field that the schema doesn't have is found", async () => {
  const reader = { ...createFakeReader() };
  const manifest = { ...reader.manifest, secret: "hidden" };
  const app = createApp({ reader: { ...reader, manifest } }, createSettings());
  const response = await app.inject("/v1/model");
  assert.equal(response.statusCode, 500);
  assert.match(response.json().detail, /must NOT have additional properties.*secret/);
});

test("where they aren't checked, a response goes out as it is", async () => {
  const response = await post({ confidence: 1.5 }, false);
  assert.equal(response.statusCode, 200);
});
