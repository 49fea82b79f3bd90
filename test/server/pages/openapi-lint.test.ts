import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runTool, skipWithout } from "../../helpers/openapi-tools.ts";

const DOCUMENT = join(import.meta.dirname, "../../../docs/openapi.json");
const configOf = (name: string) => join(import.meta.dirname, name);

test("redocly finds no error and no warning", { skip: skipWithout("redocly") }, () => {
  const { status, output } = runTool("redocly", ["lint", "--config", configOf("redocly.yaml"), DOCUMENT]);
  assert.equal(status, 0, output);
  assert.match(output, /Your API description is valid/, output);
  assert.doesNotMatch(output, /warning|error was/i, output);
});

test("spectral finds no error, no warning and no hint", { skip: skipWithout("spectral") }, () => {
  const args = ["lint", "--ruleset", configOf("spectral.yaml"), "--fail-severity", "hint", DOCUMENT];
  const { status, output } = runTool("spectral", args);
  assert.equal(status, 0, output);
  assert.match(output, /No results with a severity of 'hint' or higher found/);
});
