import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
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
async function runSchemathesis(url: string): Promise<{ status: number | null; output: string }> {
  const config = ["--no-color", "--config-file", join(import.meta.dirname, "schemathesis.toml")];
  const bounds = ["--checks", "all", "--max-examples", EXAMPLES, "--seed", "1", "--warnings", "off"];
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
