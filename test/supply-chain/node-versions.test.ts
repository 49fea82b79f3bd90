import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { engines, devDependencies } = JSON.parse(read("package.json"));
/** Of each line that is supported, the first version: 22.18, 24, 26. */
const LINES: readonly string[] = engines.node.match(/\d+(\.\d+)?/g);

test("README, .nvmrc and the checks name the same versions of Node as package.json", () => {
  assert.deepEqual(LINES, ["22.18", "24", "26"]);
  for (const line of LINES)
    assert.match(read("README.md"), new RegExp(`^With Node .*${line.replace(".", "\\.")}`, "m"));
  assert.equal(read(".nvmrc").trim(), devDependencies.node);
  const majors = LINES.map((line) => line.replace(/\..*/, ""));
  const { all, package: packed } = parse(read(".github/workflows/check.yml")).jobs;
  assert.deepEqual(all.strategy.matrix.node, majors);
  assert.deepEqual(new Set(packed.strategy.matrix.node), new Set([...LINES, ...majors]));
  assert.ok(read(".ci/run").includes(`^v(${majors.join("|")})\\.`));
});

test("on Node 20 npm warns of this package alone: no other one that is installed needs a newer Node", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { engines?: { node?: string } }>;
  };
  const lowest = (range: string) => Math.min(...range.split("||").map((part) => Number(part.match(/\d+/)?.[0] ?? 0)));
  const needing = Object.entries(packages).filter(([, { engines }]) => lowest(engines?.node ?? "*") > 20);
  assert.deepEqual(
    needing.map(([path]) => path),
    [""],
  );
});
