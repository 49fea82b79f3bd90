/**
 * Compiles reading's loops over pixels to WebAssembly, and writes it into the sources, where code imports it without waiting:
 * `node scripts/compile-pixel-kernels.ts` after a change in src/core/pixels/kernels/.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const ROOT = join(import.meta.dirname, "..");
const SOURCE = "src/core/pixels/kernels/kernels.ts";
const COMPILED = join(ROOT, "src/core/pixels/compiled-kernels.ts");

/** @throws Error with the compiler's messages */
export async function compilePixelKernels(): Promise<string> {
  const file = `dist/${process.pid}-pixels.wasm`;
  try {
    const { error, stderr } = await asc.main([
      ...[SOURCE, "--outFile", file, "--baseDir", ROOT, "--enable", "simd"],
      ...["--runtime", "stub", "--noAssert", "--optimizeLevel", "3", "--shrinkLevel", "0"],
    ]);
    if (error) throw new Error(`${SOURCE}: ${error.message}\n${stderr}`);
    const base64 = readFileSync(join(ROOT, file), "base64");
    return `/** Written by \`node scripts/compile-pixel-kernels.ts\`: WebAssembly of kernels/kernels.ts, in base64. */
export const COMPILED_KERNELS =
  "${base64}";
`;
  } finally {
    rmSync(join(ROOT, file), { force: true });
  }
}

if (import.meta.main) writeFileSync(COMPILED, await compilePixelKernels());
