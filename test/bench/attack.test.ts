import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");
const SECONDS = "10";
const skip = process.platform !== "linux" && "memory is read from /proc";

/** The commands of docs/bounds.md, shorter; what depends on the machine's speed is left to them. */
const commands = [
  ...readFileSync(join(ROOT, "docs/bounds.md"), "utf8").matchAll(/^node bench\/attack\.ts (.*--max-mb .*)$/gm),
];

test("docs/bounds.md states a bound for the defaults, and settings for a lower one", () => {
  assert.deepEqual(
    commands.map(([, options]) => /--max-mb (\d+)/.exec(options)?.[1]),
    ["700", "350"],
  );
});

for (const [command, options] of commands) {
  test(`under all attacks at once memory stays bounded: ${command}`, { skip }, async (t) => {
    const args = options.replace(/--seconds \d+/, `--seconds ${SECONDS} --memory-only`).split(" ");
    const child = spawn(process.execPath, [join(ROOT, "bench/attack.ts"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    const status = await new Promise((resolve) => child.once("close", resolve));
    t.diagnostic(output);
    assert.equal(status, 0, output);
  });
}
