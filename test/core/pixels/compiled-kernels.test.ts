import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compilePixelKernels } from "../../../scripts/compile-pixel-kernels.ts";

test("the compiled kernels are those of the sources", async () => {
  const compiled = readFileSync(join(import.meta.dirname, "../../../src/core/pixels/compiled-kernels.ts"), "utf8");
  assert.ok(compiled === (await compilePixelKernels()), "run `node scripts/compile-pixel-kernels.ts`");
});
