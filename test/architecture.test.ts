import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";

const ROOT = join(import.meta.dirname, "..");

/**
 * Who may import whom. A room is a folder or a file of `src/`; it may always import itself. What is named "type …" may be
 * imported as types only. ARCHITECTURE.md says why.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  png: [],
  config: ["errors", "decode/sniff"],
  vision: ["errors"],
  decode: ["errors", "type vision", "vision/shrink-factor"],
  model: ["errors", "vision/picture", "vision/preparation-version", "vision/overlap", "type vision"],
  recognizer: ["errors", "vision", "decode", "model"],
  "answer-json": ["png", "vision/picture", "type recognizer"],
  http: ["errors", "config", "recognizer", "answer-json", "vision/picture", "decode/formats", "type model"],
  training: ["errors", "vision", "model"],
  evaluation: ["errors", "png", "vision", "decode", "model", "recognizer", "training"],
  service: ["errors", "config", "decode", "model", "recognizer"],
  commands: ["*"],
  main: ["*"],
};

const OPEN_TELEMETRY = [
  "api",
  "core",
  "exporter-trace-otlp-http",
  "exporter-trace-otlp-proto",
  "resources",
  "sdk-trace-base",
];

/** Each of these packages stands behind one door, so that it can be changed in one place. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  "onnxruntime-node": ["model"],
  "@napi-rs/image": ["decode", "training"],
  fastify: ["http"],
  "prom-client": ["http"],
  ...Object.fromEntries(OPEN_TELEMETRY.map((name) => [`@opentelemetry/${name}`, ["http"]])),
};

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

/** Static, side-effect and dynamic imports, and re-exports. */
function importsOf(source: string): Import[] {
  const statements = source.matchAll(/^(?:import|export)\s+(type\s)?([^;"]*?)\s*from\s*"([^"]+)"/gm);
  const bare = source.matchAll(/(?:^import\s*|\bimport\()"([^"]+)"/gm);
  return [
    ...[...statements].map(([, type, names, from]) => ({ from, typeOnly: Boolean(type) || onlyTypes(names) })),
    ...[...bare].map(([, from]) => ({ from, typeOnly: false })),
  ];
}

function onlyTypes(names: string): boolean {
  const listed = /^\{([\s\S]*)\}$/
    .exec(names.trim())?.[1]
    .split(",")
    .filter((name) => name.trim() !== "");
  return listed?.every((name) => name.trim().startsWith("type ")) ?? false;
}

/** What `file` (a path from the root) may not import but does, one sentence each. */
function violationsOf(file: string, source: string): string[] {
  const room = roomOf(file);
  const allowed = MAY_IMPORT[room];
  if (allowed === undefined) return [`${file}: no rule for the room "${room}"; add one`];
  return importsOf(source).flatMap(({ from, typeOnly }) => {
    if (!from.startsWith(".")) return packageViolations(file, room, from);
    const target = join(dirname(file), from)
      .replace(/^src\//, "")
      .replace(/\.ts$/, "");
    if (target.startsWith("../") || /^(web|test|bench|examples)\//.test(target)) return [`${file} imports ${from}`];
    const matches = (rule: string) => rule === "*" || target === rule || target.startsWith(`${rule}/`);
    const fits = [room, ...allowed].some((rule) => matches(rule.replace(/^type /, "")) && (typeOnly || matches(rule)));
    return fits ? [] : [`${file} imports ${typeOnly ? "the types of " : ""}${target}`];
  });
}

function packageViolations(file: string, room: string, from: string): string[] {
  const rooms =
    ONLY_IN[
      from
        .split("/")
        .slice(0, from.startsWith("@") ? 2 : 1)
        .join("/")
    ];
  if (rooms !== undefined && !rooms.includes(room))
    return [`${file} imports ${from}, which only ${rooms.join(", ")} may`];
  if (room === "vision" && from.startsWith("node:")) return [`${file} imports ${from}, but runs in browsers too`];
  return [];
}

function roomOf(file: string): string {
  return file.split("/")[1].replace(/\.ts$/, "");
}

const filesIn = (pattern: string) =>
  globSync(pattern, { cwd: ROOT, exclude: (path) => /node_modules|(^|\/)\.|bench\/peers/.test(path) }).sort();
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const sources = filesIn("src/**/*.ts");

describe("the rules find what they forbid", () => {
  const cases: [file: string, source: string, count: number][] = [
    ["src/vision/a.ts", 'import { readFile } from "node:fs/promises";', 1],
    ["src/vision/a.ts", 'import { PredictorError } from "../errors.ts";\nimport { b } from "./b.ts";', 0],
    ["src/decode/a.ts", 'import type { Picture } from "../vision/picture.ts";', 0],
    ["src/decode/a.ts", 'import {\n  type Picture,\n  type Box,\n} from "../vision/picture.ts";', 0],
    ["src/decode/a.ts", 'import { INPUT_SIZE, type Picture } from "../vision/picture.ts";', 1],
    ["src/http/routes/a.ts", 'import { train } from "../../training/train.ts";', 1],
    ["src/training/a.ts", 'const app = await import("../http/app.ts");', 1],
    ["src/training/a.ts", 'export { createApp } from "../http/app.ts";', 1],
    ["src/model/a.ts", 'import "../http/app.ts";', 1],
    ["src/http/a.ts", 'import { InferenceSession } from "onnxruntime-node";', 1],
    ["src/commands/a.ts", 'import { page } from "../../web/page.ts";', 1],
    ["src/attic/a.ts", "", 1],
  ];
  for (const [file, source, count] of cases) {
    test(`${file}: ${JSON.stringify(source)} breaks ${count}`, () =>
      assert.equal(violationsOf(file, source).length, count, violationsOf(file, source).join("\n")));
  }
});

test("each room of src/ imports only what it may", () => {
  assert.ok(sources.length > 10);
  assert.deepEqual(
    sources.flatMap((file) => violationsOf(file, read(file))),
    [],
  );
});

test("no file of src/ imports itself by a detour", () => {
  const graph = new Map(
    sources.map((file) => [
      file,
      importsOf(read(file))
        .filter(({ from, typeOnly }) => from.startsWith(".") && !typeOnly)
        .map(({ from }) => join(dirname(file), from)),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `a ring of imports: ${[...path.slice(path.indexOf(file)), file].join(" → ")}`);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of sources) visit(file, []);
});

test("of TypeBox only the types are used: its code would take a quarter of the service's start to load", () => {
  const importers = sources.filter((file) =>
    importsOf(read(file)).some(({ from, typeOnly }) => from === "typebox" && !typeOnly),
  );
  assert.deepEqual(importers, []);
});

test("vision/ uses nothing that only Node has", () => {
  for (const file of sources.filter((name) => roomOf(name) === "vision")) {
    assert.doesNotMatch(read(file), /\b(process\.|Buffer\.|require\(|__dirname|import\.meta)/, file);
  }
});

test("the page takes only pictures and the model's contract from src/", () => {
  for (const file of filesIn("web/**/*.ts")) {
    for (const { from } of importsOf(read(file)).filter(({ from }) => from.includes("/src/"))) {
      const target = relative("src", join(dirname(file), from));
      assert.match(target, /^(vision|model)\/|^errors\.ts$/, `${file} imports ${target}`);
    }
  }
});

test("nothing is exported by default or passed on whole", () => {
  for (const file of filesIn("{src,test,examples}/**/*.ts")) {
    assert.doesNotMatch(read(file), /^export (default|\*)/m, file);
    assert.doesNotMatch(file, /(^|\/)index\.ts$/);
  }
});

test("files are named in kebab-case after what they hold, and none is a drawer for everything", () => {
  for (const file of filesIn("{src,test,web,examples,bench}/**/*.ts")) {
    const name = file.split("/").at(-1)!;
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|worker|d))?\.ts$/, file);
    assert.doesNotMatch(name, /^(utils?|helpers?|common|misc)\b/, file);
  }
});
