import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";

const ROOT = join(import.meta.dirname, "..");
const asked = process.env.NUMBER_PREDICTOR_TEST_PACKAGE !== undefined;
const skip = asked ? false : "takes minutes: set NUMBER_PREDICTOR_TEST_PACKAGE, as .ci/run does";

/** What an installation may take on disk, all packages together. */
const MAX_INSTALLED_MB = 120;

const folder = mkdtempSync(join(tmpdir(), "number-predictor-package-"));
after(() => rmSync(folder, { recursive: true }));

/** As a user has them: without what npm sets for `npm test`, above all no setting of ours that would skip a script. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^npm_|^onnxruntime/i.test(name)),
);

/** What it prints on standard output. */
function run(program: string, args: readonly string[], cwd: string): string {
  return start(program, args, cwd).stdout;
}

function start(program: string, args: readonly string[], cwd: string): { stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...{ cwd, env: ENVIRONMENT, encoding: "utf8", timeout: 300_000 },
  });
  assert.equal(status, 0, `${program} ${args.join(" ")}\n${stdout}\n${stderr}`);
  return { stdout, stderr };
}

/** An empty folder of somebody who installs the package. */
function createUser(name: string): string {
  const user = join(folder, name);
  mkdirSync(user);
  writeFileSync(join(user, "package.json"), "{}");
  copyFileSync(join(ROOT, "test_images/6.png"), join(user, "picture.png"));
  return user;
}

function diskBytes(path: string): number {
  const { blocks, size } = lstatSync(path);
  const own = blocks === undefined ? size : blocks * 512;
  if (!lstatSync(path).isDirectory()) return own;
  return readdirSync(path).reduce((sum, name) => sum + diskBytes(join(path, name)), own);
}

describe("the package, as npm packs it", { skip }, () => {
  let tarball = "";
  let messages = "";
  let names: string[] = [];
  const user = join(folder, "npm");
  const main = join(user, "node_modules/number-predictor/dist/main.js");

  before(() => {
    const [{ filename, files }] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], ROOT));
    tarball = join(folder, filename);
    names = files.map(({ path }: { path: string }) => path);
    createUser("npm");
    const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts=false"];
    messages = start("npm", ["install", ...options, tarball], user).stderr;
  });

  test("has what it needs and no source", () => {
    for (const name of [
      "dist/main.js",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/core.js",
      "dist/core.d.ts",
      "dist/web/index.html",
      "dist/redoc/redoc.standalone.js",
      "dist/web/licences.txt",
      "dist/licences.txt",
      "dist/sbom.cdx.json",
      "models/digits.onnx",
    ]) {
      assert.ok(names.includes(name), `${name} is missing`);
    }
    assert.deepEqual(
      names.filter((name) => /^((src|test|web|bench)\/|\.)/.test(name)),
      [],
    );
  });

  test(`takes at most ${MAX_INSTALLED_MB} MB, and nothing of it has a script that runs at installation`, () => {
    const megabytes = diskBytes(join(user, "node_modules")) / 1e6;
    assert.ok(megabytes <= MAX_INSTALLED_MB, `it takes ${megabytes.toFixed(1)} MB`);
    // So nothing is fetched from another host than the registry.
    const { packages } = JSON.parse(readFileSync(join(user, "package-lock.json"), "utf8"));
    const all = Object.entries<{ hasInstallScript?: boolean }>(packages);
    assert.ok(all.length > 5);
    assert.deepEqual(
      all.filter(([, { hasInstallScript }]) => hasInstallScript),
      [],
    );
    assert.doesNotMatch(messages, /warn/i);
  });

  test("reads a picture, says its version, and serves its pages", async () => {
    assert.match(run("npx", ["number-predictor", "predict", "picture.png"], user), /^picture\.png {2}6 .*\n$/);
    assert.match(run("npx", ["number-predictor", "--version"], user), /^\d+\.\d+\.\d+\n$/);

    const server = spawn(process.execPath, [main, "serve", "--port", "0"], { cwd: user, env: ENVIRONMENT });
    try {
      let address = "";
      for await (const line of createInterface({ input: server.stderr })) {
        address = /serves on (http:\/\/[\d.]+:\d+)/.exec(line)?.[1] ?? "";
        if (address !== "") break;
      }
      for (const path of [
        "/docs",
        "/docs/static/swagger-ui.css",
        "/redoc/redoc.standalone.js",
        "/ui/",
        "/openapi.json",
      ])
        assert.equal((await fetch(address + path)).status, 200, path);
      const body = JSON.stringify({ path_to_img: "picture.png" });
      const answer = await fetch(`${address}/predict/`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      assert.equal((await answer.json()).prediction, 6);
    } finally {
      server.kill();
      await once(server, "exit");
    }
  });

  test("is a library with types: a program in strict TypeScript compiles and reads", () => {
    writeFileSync(join(user, "read.mts"), CONSUMER);
    const options = ["--module", "nodenext", "--target", "es2022", "--strict", "--types", "node"];
    const typeRoots = ["--typeRoots", join(ROOT, "node_modules/@types")];
    run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...options, ...typeRoots, "read.mts"], user);
    assert.equal(run(process.execPath, ["read.mjs"], user), "6 image_unsupported 24.12.2024\n");
    // CommonJS too, where Node can require modules.
    const required =
      'require("number-predictor").openReader().then((reader) => reader.close()).then(() => console.log("closed"))';
    assert.equal(run(process.execPath, ["--eval", required], user), "closed\n");
  });

  test("reads without native files of ONNX Runtime too, more slowly, and says so", () => {
    const moved = join(user, "node_modules/number-predictor/dist/onnxruntime");
    rmSync(moved, { recursive: true });
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, "predict", "picture.png"], {
      ...{ cwd: user, env: ENVIRONMENT, encoding: "utf8" },
    });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^picture\.png {2}6 /);
    assert.match(stderr, /NUMBER_PREDICTOR_WASM.*several times slower/);
  });

  for (const program of ["pnpm@10.34.9", "@yarnpkg/cli-dist@4.18.1"]) {
    test(`installs with ${program}`, () => {
      const here = createUser(program.replace(/\W/g, ""));
      writeFileSync(join(here, ".yarnrc.yml"), "nodeLinker: node-modules\n");
      writeFileSync(join(here, "yarn.lock"), "");
      run("npx", ["--yes", program, "add", `number-predictor@file:${tarball}`], here);
      const printed = run("npx", ["--yes", program, "exec", "number-predictor", "predict", "picture.png"], here);
      assert.match(printed, /picture\.png {2}6 /);
    });
  }
});

const CONSUMER = `
import { readFileSync } from "node:fs";
import { compileConstraint } from "number-predictor/core";
import { isPredictorError, type NumbersReading, openReader, type Reader, type Reading } from "number-predictor";

const reader: Reader = await openReader({ maxPixels: 10_000_000 });
const reading: Reading = await reader.readDigit(readFileSync("picture.png"), { maxError: 0.01 });
const { numbers }: NumbersReading = await reader.readNumbers(readFileSync("picture.png"), { constraint: { length: 1 } });
if (numbers[0]?.text !== "6") throw new Error("no 6");
const code = await reader.readDigit(new Uint8Array(9)).then(
  () => "read",
  (error: unknown) => (isPredictorError(error) ? error.code : "another error"),
);
// @ts-expect-error: bytes are wanted
await reader.readDigit("picture.png").catch(() => undefined);
await reader.close();
console.log(reading.digit, code, compileConstraint({ type: "date:dmy" })?.toText("24122024"));
`;
