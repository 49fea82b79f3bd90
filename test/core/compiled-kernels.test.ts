import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { EMBEDDED, embedKernels } from "../../scripts/embed-kernels.ts";

for (const embedded of EMBEDDED)
  test(`${embedded.file} is compiled from the sources`, async () => {
    const compiled = readFileSync(join(import.meta.dirname, "../..", embedded.file), "utf8");
    assert.ok(compiled === (await embedKernels(embedded)), "run `node scripts/embed-kernels.ts`");
  });
