import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runTool, skipWithout } from "../../helpers/openapi-tools.ts";
import { startServer } from "../../helpers/start-server.ts";

const ROOT = join(import.meta.dirname, "../../..");
const DOCUMENT = join(ROOT, "docs/openapi.json");
const SEVEN = join(ROOT, "test_images/7.png");
const ROW = join(ROOT, "test_images/042.png");

const folder = mkdtempSync(join(tmpdir(), "number-predictor-clients-"));
after(() => rmSync(folder, { recursive: true }));

/** What a program prints; the server in this process can answer it meanwhile. */
async function print(program: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  await new Promise((resolve) => child.once("close", resolve));
  return output;
}

test("a client by @hey-api/openapi-ts compiles in strict TypeScript, and reads", {
  skip: skipWithout("openapi-ts", "tsc"),
}, async (t) => {
  const out = join(folder, "typescript");
  const plugins = ["@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"];
  const made = runTool("openapi-ts", ["-i", DOCUMENT, "-o", join(out, "generated"), "--no-log-file", "-p", ...plugins]);
  assert.equal(made.status, 0, made.output);
  symlinkSync(join(ROOT, "node_modules"), join(out, "node_modules"));
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
  writeFileSync(join(out, "read.ts"), TYPESCRIPT);
  const options = ["--strict", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"];
  const compiled = runTool("tsc", [...options, "--types", "node", "--skipLibCheck", "read.ts"], { cwd: out });
  assert.equal(compiled.status, 0, compiled.output);
  const { url } = await startServer(t, ["--api-key", "secret"]);
  assert.equal(await print(process.execPath, ["read.js", url, SEVEN, ROW], out), "401\n7 7.png 042\n");
});

test("a client by openapi-python-client is generated whole, and reads", {
  skip: skipWithout("openapi-python-client", "python"),
}, async (t) => {
  const args = ["generate", "--path", DOCUMENT, "--output-path", join(folder, "generated"), "--meta", "none"];
  const config = join(folder, "python.yaml");
  writeFileSync(config, "post_hooks: []\n"); // it would format what it made
  const made = runTool("openapi-python-client", [...args, "--config", config]);
  assert.equal(made.status, 0, made.output);
  // The generator knows no media ranges: its client leaves the picture of a reading out.
  assert.deepEqual(made.output.match(/^(?:WARNING|ERROR).*/gm), [
    "WARNING parsing GET /v1/readings/{id}/picture within readings.",
  ]);
  writeFileSync(join(folder, "read.py"), PYTHON);
  const { url } = await startServer(t, ["--api-key", "secret"]);
  const python = join(ROOT, ".work/openapi-python-client/bin/python");
  assert.equal(await print(python, ["read.py", url, SEVEN, ROW], folder), "401\n7 7.png 042\n");
});

const TYPESCRIPT = `
import { openAsBlob } from "node:fs";
import { createClient } from "./generated/client/index.js";
import { readDigits, readNumbers } from "./generated/sdk.gen.js";

const [url, seven, row] = process.argv.slice(2);
const image = [new File([await openAsBlob(seven)], "7.png")];
const stranger = await readDigits({ client: createClient({ baseUrl: url }), body: { image } });
console.log(stranger.response?.status);

const client = createClient({ baseUrl: url, auth: "secret" });
const { data } = await readDigits({ client, body: { image }, query: { max_error: 0.05 }, throwOnError: true });
const [result] = data.results;
if ("error" in result) throw new Error(result.error.detail);
const form = { image: [await openAsBlob(row)], length: "3" };
const numbers = await readNumbers({ client, body: form, throwOnError: true });
const [found] = numbers.data.results;
if ("error" in found) throw new Error(found.error.detail);
console.log(result.digit, result.name, found.numbers[0].text);
`;

const PYTHON = `
import sys
from generated import AuthenticatedClient, Client
from generated.api.digits import read_digits
from generated.api.numbers import read_numbers
from generated.models import DigitsForm, DigitReading, NumbersForm, NumbersReading
from generated.types import File

url, seven, row = sys.argv[1:]

def image(path):
    return File(payload=open(path, "rb"), file_name=path.rsplit("/", 1)[-1])

stranger = read_digits.sync_detailed(client=Client(url), body=DigitsForm(image=[image(seven)]))
print(stranger.status_code.value)

client = AuthenticatedClient(url, token="secret")
[result] = read_digits.sync(client=client, body=DigitsForm(image=[image(seven)]), max_error=0.05).results
assert isinstance(result, DigitReading)
[found] = read_numbers.sync(client=client, body=NumbersForm(image=[image(row)], length="3")).results
assert isinstance(found, NumbersReading)
print(result.digit, result.name, found.numbers[0].text)
`;
