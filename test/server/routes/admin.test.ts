import assert from "node:assert/strict";
import { test } from "node:test";
import { PredictorError } from "../../../src/errors.ts";
import { createApp } from "../../../src/server/app.ts";
import type { ModelChange, ModelState } from "../../../src/server/process/model-registry.ts";
import { createFakeReader } from "../../helpers/fake-reader.ts";
import { createSettings } from "../../helpers/listen.ts";

const STATE: ModelState = { model: { name: "digits", version: "2.0.0", sha256: "cd".repeat(32) }, previous: null };
const KEY = { "x-api-key": "admin" };

/** An application that was asked for these changes. */
function createTestApp(settings = {}, changeModel: (change: ModelChange) => Promise<ModelState> = async () => STATE) {
  const asked: ModelChange[] = [];
  const app = createApp(
    { reader: createFakeReader() },
    createSettings({ adminKeys: ["admin"], apiKeys: ["client"], ...settings }),
    { changeModel: (change) => changeModel(asked[asked.push(change) - 1]) },
  );
  const post = (payload: object, headers: Record<string, string> = KEY, remoteAddress = "127.0.0.1") =>
    app.inject({ method: "POST", url: "/admin/model", payload, headers, remoteAddress });
  return { asked, post };
}

test("with the admin key the model is changed, and the answer says to what", async () => {
  const { asked, post } = createTestApp();
  const answer = await post({ action: "reload", model: "digits-2.onnx" });
  assert.equal(answer.statusCode, 200);
  assert.deepEqual(answer.json(), STATE);
  assert.equal((await post({ action: "back" }, { authorization: "Bearer admin" })).statusCode, 200);
  assert.deepEqual(asked, [{ action: "reload", model: "digits-2.onnx" }, { action: "back" }]);
});

test("a client's key, a wrong one or none changes nothing", async () => {
  const { asked, post } = createTestApp();
  for (const headers of [{}, { "x-api-key": "client" }, { "x-api-key": "admi" }]) {
    const answer = await post({ action: "reload" }, headers as Record<string, string>);
    assert.equal(answer.statusCode, 401);
    assert.equal(answer.headers["www-authenticate"], "Bearer");
  }
  assert.deepEqual(asked, []);
});

test("without an admin key it is disabled", async () => {
  const { asked, post } = createTestApp({ adminKeys: [] });
  for (const headers of [{}, KEY, { "x-api-key": "" }]) {
    assert.equal((await post({ action: "reload" }, headers as Record<string, string>)).statusCode, 403);
  }
  assert.deepEqual(asked, []);
});

test("it is answered on this machine only, which a proxy on it is no proof of, unless the settings say otherwise", async () => {
  const status = async (settings: object, address: string, headers = {}) =>
    (await createTestApp(settings).post({ action: "reload" }, { ...KEY, ...headers }, address)).statusCode;
  const forwarded = { "x-forwarded-for": "192.0.2.7" };
  for (const address of ["127.0.0.1", "127.3.4.5", "::1", "::ffff:127.0.0.1"])
    assert.equal(await status({}, address), 200);
  for (const address of ["192.0.2.7", "10.0.0.1", "2001:db8::1", "::ffff:192.0.2.7"]) {
    assert.equal(await status({}, address), 403, address);
    assert.equal(await status({ adminRemote: true }, address), 200, address);
  }
  assert.equal(await status({}, "127.0.0.1", forwarded), 403);
  const behindProxy = { forwardedAllowIps: ["127.0.0.1"] };
  assert.equal(await status(behindProxy, "127.0.0.1", forwarded), 403);
  assert.equal(await status(behindProxy, "127.0.0.1", { "x-forwarded-for": "127.0.0.1" }), 200);
});

test("what isn't asked for rightly is refused in FastAPI's words", async () => {
  const { asked, post } = createTestApp();
  for (const [payload, type] of [
    [{}, "missing"],
    [{ action: "jump" }, "literal_error"],
    [{ action: "reload", model: 1 }, "string_type"],
  ] as const) {
    const answer = await post(payload);
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json().detail[0].type, type);
  }
  assert.deepEqual(asked, []);
});

test("why a model isn't served is said to who asked for it", async () => {
  const refuse = (code: "model_unusable" | "not_found", message: string) => async () => {
    throw new PredictorError(code, message);
  };
  const damaged = await createTestApp({}, refuse("model_unusable", "It is damaged.")).post({ action: "reload" });
  assert.equal(damaged.statusCode, 422);
  assert.deepEqual(damaged.json(), { detail: "It is damaged. The model in service stays." });
  const none = await createTestApp({}, refuse("not_found", "There is no earlier model.")).post({ action: "back" });
  assert.equal(none.statusCode, 404);
});
