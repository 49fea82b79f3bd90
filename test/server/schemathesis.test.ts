import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { startServer } from "../helpers/start-server.ts";

const ROOT = join(import.meta.dirname, "../..");
const INSTALLED = join(ROOT, ".work/schemathesis/bin/schemathesis"); // by .ci/run
const PROGRAM = existsSync(INSTALLED) ? INSTALLED : "schemathesis";
const skip = spawnSync(PROGRAM, ["--version"]).status === 0 ? false : "needs Schemathesis (PyPI); .ci/run installs it";
const EXAMPLES = process.env.NUMBER_PREDICTOR_SCHEMATHESIS_EXAMPLES ?? "100";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-")); // it keeps notes where it runs
after(() => rmSync(folder, { recursive: true }));

/** All checks, with valid and with invalid requests to everything that /openapi.json names. */
async function runSchemathesis(url: string, ...more: string[]): Promise<{ status: number | null; output: string }> {
  const config = ["--no-color", "--config-file", join(import.meta.dirname, "schemathesis.toml")];
  const bounds = ["--checks", "all", "--max-examples", EXAMPLES, "--seed", "1", "--warnings", "off", ...more];
  const args = [...config, "run", `${url}/openapi.json`, ...bounds];
  const child = spawn(PROGRAM, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}

/** Something for it to find, review and delete. */
async function seedReadings(url: string): Promise<void> {
  const body = new Uint8Array(readFileSync(join(ROOT, "test_images/042.png")));
  for (let n = 0; n < 5; n++) {
    const answer = await fetch(`${url}/v1/readings`, { method: "POST", body, headers: { "x-api-key": "correct" } });
    assert.equal(answer.status, 201);
  }
}

test("Schemathesis finds nothing that the document doesn't say", { skip }, async (t) => {
  const { url } = await startServer(t, ["--image-root", ROOT]);
  const { status, output } = await runSchemathesis(url);
  assert.equal(status, 0, output);
  assert.match(output, /Tested: 12/);
});

test("Schemathesis finds no way in without a key", { skip }, async (t) => {
  const { url } = await startServer(t, ["--image-root", ROOT, "--api-key", "correct", "--public-docs"]);
  const { status, output } = await runSchemathesis(url);
  assert.equal(status, 0, output);
  assert.match(output, /Tested: 12/);
});

test("Schemathesis finds nothing with readings that are kept", { skip }, async (t) => {
  const keys = join(folder, "keys");
  writeFileSync(keys, "ada:admin:correct\n");
  const { url } = await startServer(t, [
    ...["--image-root", ROOT, "--readings", join(folder, "readings.db"), "--api-key-file", keys, "--public-docs"],
  ]);
  await seedReadings(url);
  const { status, output } = await runSchemathesis(url, "--include-path-regex", "^/v1/readings");
  assert.equal(status, 0, output);
  assert.match(output, /Tested: 9/);
});
