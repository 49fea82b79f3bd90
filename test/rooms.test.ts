import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";

const ROOT = join(import.meta.dirname, "..");

/** Has the linter look at these files as if they were the project's. @returns the rules that each breaks */
function lint(files: Readonly<Record<string, string>>): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), "rooms-"));
  try {
    const config = JSON.parse(readFileSync(join(ROOT, "biome.json"), "utf8"));
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...config, $schema: undefined, vcs: undefined }));
    copyFileSync(join(ROOT, "package.json"), join(folder, "package.json"));
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), `${source}\n`);
    }
    const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
    const { stdout } = spawnSync(process.execPath, [biome, "lint", "--reporter=json"], {
      cwd: folder,
      encoding: "utf8",
    });
    const broken = new Map<string, string[]>(Object.keys(files).map((file) => [file, []]));
    for (const { category, location } of JSON.parse(stdout).diagnostics) {
      broken.get(location.path)?.push(category.split("/").at(-1));
    }
    return broken;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the linter finds imports that a room may not have", () => {
  const room = ["noRestrictedImports"];
  const cases: [file: string, source: string, broken: string[]][] = [
    ["src/core/a.ts", 'import { readFileSync } from "node:fs";\nexport const c = readFileSync;', room],
    ["src/core/find/b.ts", 'import { b } from "../../reader/b.ts";\nexport const c = b;', room],
    ["src/core/find/c.ts", 'import type { B } from "../../reader/b.ts";\nexport type C = B;', room],
    ["src/core/find/d.ts", 'import { PredictorError } from "../../errors.ts";\nexport const c = PredictorError;', []],
    ["src/core/find/e.ts", 'import { b } from "../image/b.ts";\nexport const c = b;', []],
    ["src/reader/a.ts", 'import { b } from "../server/b.ts";\nexport const c = b;', room],
    ["src/reader/c.ts", 'import { Tensor } from "onnxruntime-node";\nexport const c = Tensor;', room],
    ["src/reader/onnx/a.ts", 'import { Tensor } from "onnxruntime-node";\nexport const c = Tensor;', []],
    ["src/server/routes/a.ts", 'export const c = await import("../../training/b.ts");', room],
    ["src/server/a.ts", 'import { b } from "../cli/b.ts";\nexport const c = b;', room],
    ["src/server/c.ts", 'import { b } from "../reader/b.ts";\nexport const c = b;', []],
    ["src/training/a.ts", 'import { b } from "../server/b.ts";\nexport const c = b;', room],
    ["src/cli/a.ts", 'import { b } from "../training/b.ts";\nexport const c = b;', []],
    ["src/cli/c.ts", 'import fastify from "fastify";\nexport const c = fastify;', room],
    ["web/a.ts", 'import { b } from "../src/server/b.ts";\nexport const c = b;', room],
    ["src/server/d.ts", 'import pino from "pino";\nexport const c = pino;', ["noUndeclaredDependencies"]],
    ["src/server/e.ts", 'import type { Static } from "typebox";\nexport type C = Static<never>;', []],
    ["src/server/f.ts", 'import type { G } from "./g.ts";\nexport type F = G;', ["noImportCycles"]],
    ["src/server/g.ts", 'import type { F } from "./f.ts";\nexport type G = F;', ["noImportCycles"]],
    ["src/server/BigFile.ts", "export const c = 1;", ["useFilenamingConvention"]],
  ];
  const found = lint(Object.fromEntries(cases));
  for (const [file, source, broken] of cases) {
    test(`${file}: ${source.split("\n")[0]} breaks ${broken.join() || "nothing"}`, () => {
      assert.deepEqual(found.get(file), broken);
    });
  }
});

test("no two exports share a name, but for those that the library passes on", () => {
  const files = globSync("src/**/*.ts", { cwd: ROOT }).filter(
    (file) => !["src/index.ts", "src/core.ts"].includes(file),
  );
  const filesOf = new Map<string, Set<string>>();
  for (const file of files) {
    const exported = readFileSync(join(ROOT, file), "utf8").matchAll(
      /^export (?:async )?(?:const|function\*?|interface|type|class) (\w+)/gm,
    );
    for (const [, name] of exported) filesOf.set(name, (filesOf.get(name) ?? new Set()).add(file));
  }
  assert.ok(filesOf.size > 300);
  assert.deepEqual(
    [...filesOf].filter(([, { size }]) => size > 1),
    [],
  );
});
