import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";

const ROOT = join(import.meta.dirname, "..");
const asked = process.env.NUMBER_PREDICTOR_TEST_PACKAGE !== undefined;
const skip = asked ? false : "takes a minute: set NUMBER_PREDICTOR_TEST_PACKAGE, as .ci/run does";

const folder = mkdtempSync(join(tmpdir(), "number-predictor-package-"));
after(() => rmSync(folder, { recursive: true }));

function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8", timeout: 300_000 });
  assert.equal(status, 0, `${program} ${args.join(" ")}\n${stderr}`);
  return stdout;
}

test("installed from its tarball, the package reads a picture, with no source tree", { skip }, () => {
  const [{ filename, files }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], ROOT));
  const names: string[] = files.map(({ path }: { path: string }) => path);
  for (const name of [
    "dist/main.js",
    "dist/web/index.html",
    "dist/redoc/redoc.standalone.js",
    "dist/web/licences.txt",
    "dist/sbom.cdx.json",
    "models/digits.onnx",
  ]) {
    assert.ok(names.includes(name), `${name} is missing`);
  }
  assert.deepEqual(
    names.filter((name) => /^((src|test|web|bench)\/|\.)/.test(name)),
    [],
  );

  const user = join(folder, "user");
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), "{}");
  copyFileSync(join(ROOT, "test_images/6.png"), join(user, "picture.png"));
  // Its scripts would fetch what only a graphics card needs.
  run(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts", join(folder, filename)],
    user,
  );
  assert.match(run("npx", ["number-predictor", "predict", "picture.png"], user), /^picture\.png {2}6 .* accept\n$/);
  assert.match(run("npx", ["number-predictor", "--version"], user), /^\d+\.\d+\.\d+\n$/);

  // Also with the machine's own Node, where that is another one than the project brings.
  const ours = (process.env.PATH ?? "")
    .split(delimiter)
    .find((path) => !path.includes("node_modules") && existsSync(join(path, "node")));
  if (ours === undefined) return;
  const main = join(user, "node_modules/number-predictor/dist/main.js");
  assert.match(run(join(ours, "node"), [main, "predict", "picture.png"], user), /^picture\.png {2}6 /);
});
