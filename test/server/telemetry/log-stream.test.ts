import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createLogStream } from "../../../src/server/telemetry/log-stream.ts";

test("lines that can't be written are lost, and counted in the first one that can", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "number-predictor-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const descriptor = openSync(file, "w");
  const stream = createLogStream(descriptor);
  stream.write("one\n");
  closeSync(descriptor);
  stream.write("two\n");
  stream.write("three\n");
  assert.equal(openSync(file, "a"), descriptor); // the lowest free number, by POSIX
  stream.write("four\n");
  closeSync(descriptor);
  const [one, lost, four] = readFileSync(file, "utf8").trim().split("\n");
  assert.deepEqual([one, four], ["one", "four"]);
  assert.equal(JSON.parse(lost).lines, 2);
});
