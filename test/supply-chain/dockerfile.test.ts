import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..", "..");
const lines = readFileSync(join(ROOT, "Dockerfile"), "utf8").split("\n");
const argumentsOf = (instruction: string) =>
  lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

test("every image that the Dockerfile begins with is one of its own stages, or named by digest", () => {
  const stages: string[] = [];
  const outside: string[] = [];
  for (const [image, , name] of argumentsOf("FROM").map((text) => text.split(" "))) {
    if (!stages.includes(image)) outside.push(image);
    if (name !== undefined) stages.push(name);
  }
  assert.ok(outside.length > 0);
  for (const image of outside) assert.match(image, /^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test("the base image has the Node.js that the project is developed with", () => {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  assert.match(argumentsOf("FROM")[0], new RegExp(`^node:${devDependencies.node.replaceAll(".", "\\.")}-`));
});

test("the image's user is a number other than 0, as runAsNonRoot wants it", () => {
  assert.match(argumentsOf("USER").at(-1) ?? "", /^[1-9]\d*(:[1-9]\d*)?$/);
  assert.ok(
    lines.findLastIndex((line) => line.startsWith("USER ")) > lines.findLastIndex((line) => line.startsWith("FROM ")),
  );
});
