import { existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";

const ROOT = join(import.meta.dirname, "..");
const SOURCE = "src/core/engine/kernels/kernels.ts";
const FOLDER = join(ROOT, "dist", "engine");

/** What each file asks of a browser or Node beyond WebAssembly's fixed-width SIMD. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  "kernels.wasm": [],
  // One instruction for multiply and add, where the processor has it.
  "kernels-relaxed.wasm": ["--enable", "relaxed-simd", "--use", "RELAXED=1"],
};

/**
 * Compiles the engine's inner loops to WebAssembly, `dist/engine/*.wasm`, unless they are newer than their source.
 *
 * @throws Error with the compiler's messages
 */
export async function compileKernels(): Promise<void> {
  const latest = Math.max(...[join(ROOT, SOURCE), import.meta.filename].map((file) => statSync(file).mtimeMs));
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, options] of Object.entries(FILES)) {
    const file = join(FOLDER, name);
    if (existsSync(file) && statSync(file).mtimeMs > latest) continue;
    const written = `dist/engine/${process.pid}-${name}`; // whole or not at all: others may read it
    const { error, stderr } = await asc.main([
      ...[SOURCE, "--outFile", written, "--baseDir", ROOT, "--importMemory", "--enable", "simd", ...options],
      ...["--runtime", "stub", "--noAssert", "--optimizeLevel", "3", "--shrinkLevel", "0"],
    ]);
    if (error) {
      rmSync(join(ROOT, written), { force: true });
      throw new Error(`${SOURCE}: ${error.message}\n${stderr}`);
    }
    renameSync(join(ROOT, written), file);
  }
}
