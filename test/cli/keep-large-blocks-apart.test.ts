import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startServer } from "../helpers/start-server.ts";

const skip = process.platform !== "linux" && "is for Linux";
const environmentOf = (pid: number) =>
  readFileSync(`/proc/${pid}/environ`, "utf8")
    .split("\0")
    .filter((each) => each.startsWith("MALLOC_"))
    .sort();

test("serve gives its process what the allocator reads at the start, and tells nothing of it", { skip }, async (t) => {
  const server = await startServer(t);
  assert.deepEqual(environmentOf(server.process.pid!), ["MALLOC_ARENA_MAX=1", "MALLOC_MMAP_THRESHOLD_=262144"]);
  assert.doesNotMatch(server.errors(), /warning/i);
  server.process.kill("SIGTERM");
  assert.equal(await server.ended, 0);
});

test("what the operator has set stays", { skip }, async (t) => {
  const server = await startServer(t, [], { MALLOC_ARENA_MAX: "2" });
  assert.deepEqual(environmentOf(server.process.pid!), ["MALLOC_ARENA_MAX=2"]);
});
