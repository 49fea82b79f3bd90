import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { childrenOf } from "../../helpers/children-of.ts";
import { type Server, startServer } from "../../helpers/start-server.ts";
import { writeTinyModel } from "../../helpers/write-tiny-model.ts";

const PICTURE = readFileSync(join(import.meta.dirname, "../../../test_images/7.png"));
const KEY = "admin";
const CLIENTS = 4;

interface Reading {
  readonly status: number;
  readonly digit: number | null;
  readonly version: string;
}

function createFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Serves a model that reads everything as 1, its version 1.0.0, from a folder of its own. */
async function startTiny(t: TestContext, workers: number) {
  const folder = createFolder(t);
  const model = writeTinyModel(folder, 1, { version: "1.0.0" });
  const options = ["--model", model, "--model-folder", folder, "--admin-key", KEY, "--workers", String(workers)];
  return { folder, model, server: await startServer(t, options) };
}

/** On a connection of its own, since a worker keeps those that it has. */
async function read({ url }: Server): Promise<Reading> {
  const response = await fetch(`${url}/v1/digits`, { method: "POST", body: PICTURE, headers: { connection: "close" } });
  const { results, model } = (await response.json()) as { results: { digit: number }[]; model: { version: string } };
  return { status: response.status, digit: results[0].digit, version: model.version };
}

async function change({ url }: Server, body: object) {
  const headers = { "content-type": "application/json", "x-api-key": KEY };
  const response = await fetch(`${url}/admin/model`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as { detail?: string; model?: { version: string } } };
}

/** Asks without a pause until told to stop; gives everything that was answered. */
function keepReading(server: Server): () => Promise<readonly Reading[]> {
  let stopped = false;
  const clients = Array.from({ length: CLIENTS }, async () => {
    const readings = [];
    while (!stopped) readings.push(await read(server));
    return readings;
  });
  return async () => {
    stopped = true;
    return (await Promise.all(clients)).flat();
  };
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    if (await condition()) return;
    await sleep(50);
  }
  assert.fail(`It did not happen within two minutes: ${what}`);
}

const samplesOf = async ({ url }: Server, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split("\n").filter((line) => line.startsWith(`number_predictor_${name}`));
};
const sumOf = (samples: readonly string[]) => samples.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);

for (const workers of [1, 2]) {
  describe(`with --workers ${workers}`, () => {
    test("models are changed, there and back, while requests flow: none fails, each is answered by the one it names", async (t) => {
      const { folder, server } = await startTiny(t, workers);
      const stop = keepReading(server);
      for (let round = 0; round < 3; round++) {
        writeTinyModel(folder, 5, { version: "2.0.0" });
        assert.equal((await change(server, { action: "reload" })).body.model?.version, "2.0.0");
        for (let i = 0; i < 2 * workers; i++) assert.equal((await read(server)).digit, 5);
        assert.equal((await change(server, { action: "back" })).body.model?.version, "1.0.0");
        for (let i = 0; i < 2 * workers; i++) assert.equal((await read(server)).digit, 1);
      }
      const readings = await stop();
      assert.ok(readings.length > 20);
      for (const { status, digit, version } of readings) {
        assert.equal(status, 200);
        assert.equal(digit, version === "1.0.0" ? 1 : 5);
      }
      assert.equal(new Set(readings.map(({ version }) => version)).size, 2);
      assert.equal(sumOf(await samplesOf(server, "decisions_total")), readings.length + 12 * workers);
      assert.deepEqual(await samplesOf(server, "model_info"), [
        'number_predictor_model_info{model="digits",version="1.0.0"} 1',
      ]);
      const digitsOf = new Set(
        (await samplesOf(server, "decisions_total")).map((line) =>
          /digit="(\d)".*version="(.)/.exec(line)!.slice(1).join(),
        ),
      );
      assert.deepEqual([...digitsOf].sort(), ["1,1", "5,2"]);
    });

    test("SIGHUP reads the model again; a damaged, a missing and a foreign one leave the old one, and are told in a line", async (t) => {
      const { folder, model, server } = await startTiny(t, workers);
      const told = (pattern: RegExp) => until(String(pattern), () => pattern.test(server.errors()));
      writeTinyModel(folder, 5, { version: "2.0.0" });
      server.process.kill("SIGHUP");
      await told(/^number-predictor: model digits 2\.0\.0 is served from now on\n/m);
      for (let i = 0; i < 2 * workers; i++) assert.equal((await read(server)).digit, 5);

      const stays = "number-predictor: model digits 2\\.0\\.0 stays, the change failed:";
      const spoil: [spoil: () => void, reason: RegExp][] = [
        [() => writeFileSync(model, "junk"), new RegExp(`^${stays} .* \\(SHA-256 differs\\).*\n`, "m")],
        [() => rmSync(model), new RegExp(`^${stays} .*digits\\.onnx can't be read \\(ENOENT\\)\\.\n`, "m")],
        [
          () => writeTinyModel(folder, 6, { preprocessing_version: 999 }),
          new RegExp(`^${stays} .*preparation 999`, "m"),
        ],
        [() => writeTinyModel(folder, 6, {}, Number.NaN), new RegExp(`^${stays} .*self-test`, "m")],
      ];
      for (const [break_, reason] of spoil) {
        break_();
        const lines = server.errors().split("\n").length;
        server.process.kill("SIGHUP");
        await told(reason);
        assert.equal(server.errors().split("\n").length, lines + 1);
        const { status, body } = await change(server, { action: "reload" });
        assert.equal(status, 422);
        assert.match(body.detail!, /The model in service stays\.$/);
        for (let i = 0; i < 2 * workers; i++) assert.equal((await read(server)).digit, 5);
      }
      assert.deepEqual(await samplesOf(server, "model_changes_total"), [
        'number_predictor_model_changes_total{outcome="succeeded"} 1',
        'number_predictor_model_changes_total{outcome="failed"} 8',
      ]);
    });

    test("another model of the folder is served by its name, and no other file", async (t) => {
      const { server } = await startTiny(t, workers);
      for (const name of ["../digits.onnx", "/etc/passwd", "a/b.onnx", ".onnx", "digits.json", "..\\digits.onnx", ""]) {
        assert.equal((await change(server, { action: "reload", model: name })).status, 404, name);
      }
      assert.equal((await change(server, { action: "reload", model: "absent.onnx" })).status, 422);
      const { status, body } = await change(server, { action: "reload", model: "digits.onnx" });
      assert.deepEqual([status, body.model?.version], [200, "1.0.0"]);
    });
  });
}

test("a worker that follows a dead one serves what the others serve, whatever lies on the disk, and no count falls", async (t) => {
  const { folder, model, server } = await startTiny(t, 2);
  writeTinyModel(folder, 5, { version: "2.0.0" });
  assert.equal((await change(server, { action: "reload" })).status, 200);
  writeFileSync(model, "junk");
  for (let i = 0; i < 6; i++) await read(server);
  assert.equal(sumOf(await samplesOf(server, "decisions_total")), 6);
  const [worker] = await childrenOf(server.process.pid!);
  process.kill(worker, "SIGKILL");
  await until("a third one listens", () => [...server.log().matchAll(/Server listening/g)].length === 3);
  for (let i = 0; i < 4; i++) assert.equal((await read(server)).digit, 5);
  assert.equal(sumOf(await samplesOf(server, "decisions_total")), 10);
  assert.equal(sumOf(await samplesOf(server, "decode_duration_seconds_count")), 10);
});

test("the page gets the model that the server answers with", async (t) => {
  const { folder, server } = await startTiny(t, 1);
  writeTinyModel(folder, 5, { version: "2.0.0" });
  const manifest = async () =>
    (await (await fetch(`${server.url}/ui/model/digits.json`)).json()) as { version: string };
  assert.equal((await manifest()).version, "1.0.0");
  await change(server, { action: "reload" });
  assert.equal((await manifest()).version, "2.0.0");
  const bytes = new Uint8Array(await (await fetch(`${server.url}/ui/model/digits.onnx`)).arrayBuffer());
  assert.deepEqual(Buffer.from(bytes), readFileSync(join(folder, "digits.onnx")));
});
